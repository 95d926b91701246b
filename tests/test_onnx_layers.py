"""Each kind of layer, and each option that changes what it computes, against Keras itself."""

import pytest
from runtime_parity import IMAGE, difference, random_input, randomized, read_back, sequential

from digit_recognizer.network.graph import LAYERS
from digit_recognizer.network.keras_layers import KNOWN, NETWORKS, UnsupportedLayer

FIRST = {"data_format": "channels_first"}
ACTIVATIONS = """
    relu relu6 leaky_relu elu celu selu gelu softplus softsign sigmoid hard_sigmoid sparse_sigmoid
    silu swish hard_silu hard_swish tanh hard_tanh tanh_shrink exponential hard_shrink soft_shrink
    mish log_sigmoid squareplus sparse_plus linear softmax log_softmax
"""

ON_IMAGES = {  # what the case is: layers for images of (9, 8, 3)
    "conv": lambda L: [L.Conv2D(4, 3)],
    "conv without bias": lambda L: [L.Conv2D(4, (2, 3), use_bias=False)],
    "conv, activation": lambda L: [L.Conv2D(4, 3, activation="relu")],
    "conv, activation is a layer": lambda L: [L.Conv2D(4, 3, activation=L.LeakyReLU(0.1))],
    "conv same": lambda L: [L.Conv2D(4, (4, 3), padding="same")],
    "conv, strides": lambda L: [L.Conv2D(4, 3, strides=(3, 2))],
    "conv same, strides": lambda L: [L.Conv2D(4, (5, 2), strides=(2, 3), padding="same")],
    "conv, dilation": lambda L: [L.Conv2D(4, 3, dilation_rate=(2, 3))],
    "conv same, dilation": lambda L: [L.Conv2D(4, 3, dilation_rate=2, padding="same")],
    "conv, groups": lambda L: [L.Conv2D(6, 3, groups=3)],
    "depthwise": lambda L: [L.DepthwiseConv2D(3)],
    "depthwise same, strides": lambda L: [
        L.DepthwiseConv2D((2, 3), strides=2, padding="same", depth_multiplier=2, use_bias=False)
    ],
    "depthwise, dilation": lambda L: [L.DepthwiseConv2D(3, dilation_rate=2, activation="tanh")],
    "separable": lambda L: [L.SeparableConv2D(5, 3)],
    "separable same, strides": lambda L: [
        L.SeparableConv2D(5, (3, 4), strides=2, padding="same", depth_multiplier=2)
    ],
    "separable, dilation": lambda L: [
        L.SeparableConv2D(5, 3, dilation_rate=2, use_bias=False, activation="elu")
    ],
    "max pooling": lambda L: [L.MaxPooling2D()],
    "max pooling same": lambda L: [L.MaxPooling2D((3, 2), strides=(2, 1), padding="same")],
    "average pooling": lambda L: [L.AveragePooling2D((2, 3))],
    "average pooling same": lambda L: [L.AveragePooling2D(3, strides=2, padding="same")],
    "global max": lambda L: [L.GlobalMaxPooling2D()],
    "global max, keepdims": lambda L: [L.GlobalMaxPooling2D(keepdims=True)],
    "global average": lambda L: [L.GlobalAveragePooling2D()],
    "global average, keepdims": lambda L: [L.GlobalAveragePooling2D(keepdims=True)],
    "zero padding": lambda L: [L.ZeroPadding2D(((1, 2), (0, 3)))],
    "cropping": lambda L: [L.Cropping2D(((1, 2), (0, 3)))],
    "upsampling": lambda L: [L.UpSampling2D((2, 3))],
    "upsampling, bilinear": lambda L: [L.UpSampling2D((2, 3), interpolation="bilinear")],
    "batch normalization": lambda L: [L.BatchNormalization(epsilon=0.01)],
    "batch normalization, axis": lambda L: [L.BatchNormalization(axis=1)],
    "batch normalization, no scale": lambda L: [L.BatchNormalization(scale=False)],
    "batch normalization, no center": lambda L: [L.BatchNormalization(center=False)],
    "batch normalization alone": lambda L: [L.BatchNormalization(scale=False, center=False)],
    "layer normalization": lambda L: [L.LayerNormalization()],
    "layer normalization, axes": lambda L: [L.LayerNormalization(axis=[1, 2], epsilon=0.1)],
    "layer normalization, axis 2": lambda L: [L.LayerNormalization(axis=2)],
    "layer normalization, no scale": lambda L: [L.LayerNormalization(scale=False)],
    "layer normalization, no center": lambda L: [L.LayerNormalization(center=False)],
    "group normalization": lambda L: [L.GroupNormalization(3)],
    "group normalization, one": lambda L: [L.GroupNormalization(1, epsilon=0.1)],
    "group normalization, each": lambda L: [L.GroupNormalization(-1, scale=False)],
    "group normalization, axis": lambda L: [L.GroupNormalization(4, axis=2, center=False)],
    "group normalization, axis 1": lambda L: [L.GroupNormalization(3, axis=1)],
    "rescaling": lambda L: [L.Rescaling(1 / 255, offset=-0.5)],
    "rescaling, channels": lambda L: [L.Rescaling([1.0, 2.0, 3.0], offset=[0.1, 0.2, 0.3])],
    "dense on pixels": lambda L: [L.Dense(4, activation="softmax")],
    "dense": lambda L: [L.Flatten(), L.Dense(4)],
    "dense without bias": lambda L: [L.Flatten(), L.Dense(4, use_bias=False, activation="relu")],
    "flatten": lambda L: [L.Conv2D(4, 3), L.Flatten()],
    "reshape": lambda L: [L.Reshape((4, 54))],
    "reshape, the rest": lambda L: [L.Reshape((-1, 12))],
    "permute": lambda L: [L.Permute((3, 1, 2))],
    "relu": lambda L: [L.ReLU()],
    "relu, limit": lambda L: [L.ReLU(max_value=2.0)],
    "relu6": lambda L: [L.ReLU(6.0)],
    "relu, slope": lambda L: [L.ReLU(negative_slope=0.2)],
    "relu, threshold": lambda L: [L.ReLU(threshold=1.5)],
    "relu, all": lambda L: [L.ReLU(4.0, negative_slope=0.2, threshold=1.5)],
    "relu, slope and limit": lambda L: [L.ReLU(2.0, negative_slope=0.2)],
    "leaky relu": lambda L: [L.LeakyReLU()],
    "leaky relu, slope": lambda L: [L.LeakyReLU(0.05)],
    "prelu": lambda L: [L.PReLU()],
    "prelu, shared": lambda L: [L.PReLU(shared_axes=[1, 2])],
    "elu": lambda L: [L.ELU()],
    "elu, alpha": lambda L: [L.ELU(alpha=0.3)],
    "softmax": lambda L: [L.Softmax()],
    "softmax, axis": lambda L: [L.Softmax(axis=1)],
    "softmax, axes": lambda L: [L.Softmax(axis=(1, 2))],
    "in training only": lambda L: [
        L.Dropout(0.5),
        L.SpatialDropout2D(0.5),
        L.AlphaDropout(0.5),
        L.GaussianNoise(1.0),
        L.GaussianDropout(0.5),
        L.ActivityRegularization(0.1),
        L.Flatten(),
    ],
    "a policy of 16 bits": lambda L: [L.ReLU(dtype="mixed_bfloat16")],
}
CHANNELS_FIRST = {  # the same for images of (3, 9, 8)
    "conv": lambda L: [L.Conv2D(4, (2, 3), padding="same", activation="relu", **FIRST)],
    "depthwise": lambda L: [L.DepthwiseConv2D(3, **FIRST)],
    "separable": lambda L: [L.SeparableConv2D(4, 3, **FIRST)],
    "max pooling": lambda L: [L.MaxPooling2D((2, 3), **FIRST)],
    "average pooling": lambda L: [L.AveragePooling2D((2, 3), padding="same", **FIRST)],
    "global max": lambda L: [L.GlobalMaxPooling2D(**FIRST)],
    "global average": lambda L: [L.GlobalAveragePooling2D(keepdims=True, **FIRST)],
    "zero padding": lambda L: [L.ZeroPadding2D(((1, 2), (0, 3)), **FIRST)],
    "cropping": lambda L: [L.Cropping2D(((1, 2), (0, 3)), **FIRST)],
    "upsampling": lambda L: [L.UpSampling2D((2, 3), **FIRST)],
    "flatten": lambda L: [L.Flatten(**FIRST)],
    "normalized": lambda L: [L.Conv2D(4, 3, **FIRST), L.BatchNormalization(axis=1)],
}
JOINS = ["Add", "Subtract", "Multiply", "Average", "Maximum", "Minimum", "Concatenate"]
CLOSE = 1e-5


@pytest.fixture(scope="module")
def L():
    """Keras' layers, imported when they are needed."""
    from keras import layers

    return layers


@pytest.mark.parametrize("case", ON_IMAGES)
def test_a_layer_computes_what_keras_computes(case, L, tmp_path):
    model = sequential(ON_IMAGES[case](L))
    assert difference(model, read_back(model, tmp_path / "a.h5"), random_input(IMAGE)) < (
        0.02 if "16 bits" in case else CLOSE  # ours has 32, which Keras' rounding differs from
    )


@pytest.mark.parametrize("case", CHANNELS_FIRST)
def test_channels_may_come_first(case, L, tmp_path):
    shape = (3, 9, 8)
    model = sequential(CHANNELS_FIRST[case](L), shape)
    assert difference(model, read_back(model, tmp_path / "a.h5"), random_input(shape)) < CLOSE


def test_every_activation_computes_what_keras_computes(L, tmp_path):
    """Side by side in one network, so that a single pass shows them all."""
    import keras

    names = ACTIVATIONS.split()
    x = L.Input((6, 5))
    outputs = [L.Activation(name, name=f"is_{name}")(x) for name in names]
    model = keras.Model(x, L.Concatenate()(outputs))
    digits = random_input((6, 5))
    found = read_back(model, tmp_path / "a.h5").activations(digits)
    for name in names:
        expected = keras.ops.convert_to_numpy(keras.activations.get(name)(digits))
        assert abs(found[f"is_{name}"] - expected).max() < CLOSE * max(1, abs(expected).max()), name


@pytest.mark.parametrize("join", JOINS)
def test_branches_are_joined(join, L, tmp_path):
    import keras

    x = L.Input(IMAGE)
    count = 2 if join == "Subtract" else 3
    branches = [L.Conv2D(4, 3, padding="same", activation="tanh")(x) for _ in range(count)]
    model = randomized(keras.Model(x, getattr(L, join)()(branches)))
    assert difference(model, read_back(model, tmp_path / "a.h5"), random_input(IMAGE)) < CLOSE


def test_a_side_of_one_is_repeated_when_branches_are_joined(L, tmp_path):
    import keras

    x = L.Input(IMAGE)
    weights = L.Dense(3, activation="sigmoid")(L.GlobalAveragePooling2D(keepdims=True)(x))
    y = L.Concatenate(axis=1)([L.Multiply()([x, weights]), x])
    model = randomized(keras.Model(x, y))
    assert difference(model, read_back(model, tmp_path / "a.h5"), random_input(IMAGE)) < CLOSE


@pytest.mark.parametrize(
    ("layer", "shape", "problem"),
    [
        (lambda L: L.LSTM(4), (28, 28), "LSTM"),
        (lambda L: L.Conv2DTranspose(4, 3), IMAGE, "Conv2DTranspose"),
        (lambda L: L.Dense(4, activation="sparsemax"), (5,), "sparsemax"),
        (lambda L: L.UpSampling2D(2, interpolation="bicubic"), IMAGE, "bicubic"),
        (lambda L: L.UpSampling2D(500), IMAGE, "too large"),
        (lambda L: L.Activation("relu", dtype="int32"), (5,), "int32"),
    ],
)
def test_what_cannot_be_computed_is_named(layer, shape, problem, L, tmp_path):
    """The sentence names the layer, so that its owner knows what to change."""
    built = layer(L)
    built.name = "odd_one"
    model = sequential([built], shape)
    with pytest.raises(UnsupportedLayer, match=f"'odd_one'.*{problem}"):
        read_back(model, tmp_path / "a.h5")


def test_every_kind_that_is_known_can_be_computed():
    assert {*LAYERS} | {*NETWORKS} == KNOWN
