"""Features (图像特征): what histograms are taken of: gradients, shape, texture, keypoints, visual words."""
from refimpl.features.gradients import *
from refimpl.features.hog import *
from refimpl.features.components import *
from refimpl.features.hysteresis import *
from refimpl.features.canny import *
from refimpl.features.unit_range import *
from refimpl.features.canny_interpolated import *
from refimpl.features.moments import *
from refimpl.features.lbp import *
from refimpl.features.glcm import *
from refimpl.features.harris import *
from refimpl.features.fast import *
from refimpl.features.scale_space import *
from refimpl.features.sift import *
from refimpl.features.kmeans import *
from refimpl.features.visual_words import *
