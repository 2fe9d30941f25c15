"""Images in the spatial domain (空间域处理): what is done to the grey levels themselves."""
from refimpl.imaging.color import *
from refimpl.imaging.lab import *
from refimpl.imaging.histogram import *
from refimpl.imaging.quantization import *
from refimpl.imaging.lookup import *
from refimpl.imaging.contrast import *
from refimpl.imaging.equalization import *
from refimpl.imaging.tiling import *
from refimpl.imaging.clahe import *
from refimpl.imaging.clahe_color import *
from refimpl.imaging.ahe import *
from refimpl.imaging.pixelwise_ahe import *
from refimpl.imaging.doubling import *
from refimpl.imaging.dilation import *
from refimpl.imaging.opening import *
