"""Images and signals in the frequency domain (频率域处理): what they consist of, wave by wave, and scale by scale."""
from refimpl.frequency.dft import *
from refimpl.frequency.radix2 import *
from refimpl.frequency.mixed_radix import *
from refimpl.frequency.bluestein import *
from refimpl.frequency.fft import *
from refimpl.frequency.real_fft import *
from refimpl.frequency.spectrum import *
from refimpl.frequency.transfer import *
from refimpl.frequency.daubechies import *
from refimpl.frequency.signal_extension import *
from refimpl.frequency.banded import *
from refimpl.frequency.wavelet import *
from refimpl.frequency.wavelet2d import *
from refimpl.frequency.multilevel import *
from refimpl.frequency.lifting import *
from refimpl.frequency.denoising import *
