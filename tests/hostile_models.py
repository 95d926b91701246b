"""Model files that someone might send you: damaged, of another kind, or with code in them.

Each function writes one to a path.
"""

import base64
import json
import marshal
import zipfile

import h5py
import numpy as np

from digit_recognizer import MODEL_FILE
from digit_recognizer.network.keras_backend import import_keras
from digit_recognizer.network.layers import build_model

RAN = "the code in the model ran"


def no_file(path):
    pass


def an_empty_file(path):
    path.touch()


def random_bytes(path):
    path.write_bytes(np.random.default_rng(1).bytes(20_000))


def a_text(path):
    path.write_text("# not a model\n" * 100)


def a_cut_file(path):
    path.write_bytes(MODEL_FILE.read_bytes()[:-100_000])


def an_hdf5_file_without_a_network(path):
    with h5py.File(path, "w") as content:
        content["x"] = [1, 2, 3]


def save_network(path, *layers, inputs=(28, 28, 1)):
    keras = import_keras()
    keras.Sequential([keras.layers.Input(inputs), *layers]).save(path)


def layers():
    return import_keras().layers


def eleven_outputs(path):
    save_network(path, layers().Flatten(), layers().Dense(11))


def a_larger_input(path):
    save_network(path, layers().Flatten(), layers().Dense(10), inputs=(32, 32, 1))


def a_functional_network(path):
    keras = import_keras()
    digit = keras.Input((28, 28, 1))
    keras.Model(digit, layers().Dense(10)(layers().Flatten()(digit))).save(path)


def a_keras_file(path):
    named = path.with_suffix(".keras")
    save_network(named, layers().Flatten(), layers().Dense(10))
    named.replace(path)


def a_zip_file(path):
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("config.json", "{}")


# --- with code, or with layers that are not allowed ----------------------------------------------


def change_description(path, change):
    """Saves a network with the installed Keras, then lets change(layers) edit its description.

    The shipped file would not do: an older Keras may be unable to read its description.
    """
    build_model().save(path)
    with h5py.File(path, "r+") as content:
        config = json.loads(content.attrs["model_config"])
        change(config["config"]["layers"])
        content.attrs["model_config"] = json.dumps(config)


def code_that_writes(path):
    """Marshalled code, as Lambda layers keep it. If it runs, it leaves a file beside `path`."""
    source = f"lambda x: (open({str(path) + '.ran'!r}, 'w').close(), x)[1]"
    code = eval(source).__code__
    return base64.b64encode(marshal.dumps(code)).decode()


def a_lambda(path):
    function = [code_that_writes(path), None, None]
    entry = {"class_name": "Lambda", "config": {"name": "code", "function": function}}
    change_description(path, lambda layers: layers.insert(1, entry))


def a_lambda_as_keras_3_writes_it(path):
    code = {"code": code_that_writes(path), "defaults": None, "closure": None}
    function = {"class_name": "__lambda__", "config": code}
    entry = {"class_name": "Lambda", "config": {"name": "code", "function": function}}
    change_description(path, lambda layers: layers.insert(1, entry))


def a_lambda_in_a_network_in_it(path):
    function = [code_that_writes(path), None, None]
    inner = {"class_name": "Lambda", "config": {"name": "code", "function": function}}
    entry = {"class_name": "Sequential", "config": {"name": "inner", "layers": [inner]}}
    change_description(path, lambda layers: layers.insert(1, entry))


def a_class_of_its_own(path):
    entry = {"class_name": "Custom>Evil", "config": {}, "registered_name": "Custom>Evil"}
    change_description(path, lambda layers: layers.insert(1, entry))


def a_module_of_its_own(path):
    entry = {"module": "antigravity", "class_name": "Dense", "config": {"units": 10}}
    change_description(path, lambda layers: layers.insert(1, entry))


def a_saved_model_of_tensorflow(path):
    entry = {"class_name": "TFSMLayer", "config": {"filepath": "/tmp/elsewhere"}}
    change_description(path, lambda layers: layers.insert(1, entry))


def a_name_that_is_a_list(path):
    change_description(path, lambda layers: layers.insert(1, {"class_name": [1], "config": {}}))


def endless_brackets(path):
    path.write_bytes(MODEL_FILE.read_bytes())
    with h5py.File(path, "r+") as content:
        content.attrs["model_config"] = "[" * 30_000


def a_description_of_a_gigantic_layer(path):
    def change(layers):
        layers[-1]["config"]["units"] = 2**40

    change_description(path, change)


def gigantic_layers_one_after_the_other(path):
    dense = {"class_name": "Dense", "config": {"units": 1_000_000, "name": "large"}}
    twice = [dense, {**dense, "config": {**dense["config"], "name": "larger"}}]
    change_description(path, lambda layers: layers.__setitem__(slice(-1, -1), twice))


# --- that point elsewhere ------------------------------------------------------------------------


def first_weights(content):
    """The name of one of its arrays."""
    names = []
    content.visititems(
        lambda name, item: names.append(name) if isinstance(item, h5py.Dataset) else None
    )
    return names[0]


def replace_weights(path, make):
    """A copy of the shipped file in which make(content, name, shape) replaces one array."""
    path.write_bytes(MODEL_FILE.read_bytes())
    with h5py.File(path, "r+") as content:
        name = first_weights(content)
        shape = content[name].shape
        del content[name]
        make(content, name, shape)


def a_gigantic_array(path):
    replace_weights(
        path,
        lambda content, name, shape: content.create_dataset(
            name, (2**20, 2**20), np.float32, chunks=(64, 64)
        ),
    )


def an_external_link(path):
    def make(content, name, shape):
        content[name] = h5py.ExternalLink("/etc/passwd", "x")

    replace_weights(path, make)


def a_link_to_another_model(path):
    def make(content, name, shape):
        content[name] = h5py.ExternalLink(str(MODEL_FILE), name)

    replace_weights(path, make)


def a_soft_link(path):
    def make(content, name, shape):
        content[name] = h5py.SoftLink("/model_weights")

    replace_weights(path, make)


def weights_kept_in_another_file(path):
    def make(content, name, shape):
        size = 4 * int(np.prod(shape))
        content.create_dataset(name, shape, np.float32, external=[("/etc/passwd", 0, size)])

    replace_weights(path, make)


def a_virtual_array(path):
    def make(content, name, shape):
        layout = h5py.VirtualLayout(shape, np.float32)
        layout[...] = h5py.VirtualSource(str(MODEL_FILE), name, shape)
        content.create_virtual_dataset(name, layout)

    replace_weights(path, make)


def a_circle(path):
    path.write_bytes(MODEL_FILE.read_bytes())
    with h5py.File(path, "r+") as content:
        content["model_weights/circle"] = content["model_weights"]


def weights_that_are_texts(path):
    def make(content, name, shape):
        content.create_dataset(name, shape, h5py.string_dtype())

    replace_weights(path, make)


# --- with other weights --------------------------------------------------------------------------


def weights_that_are_not_finite(path):
    path.write_bytes(MODEL_FILE.read_bytes())
    with h5py.File(path, "r+") as content:
        weights = content[first_weights(content)]
        values = weights[...]
        values.flat[0] = np.nan
        weights[...] = values


def one_weight_changed(path):
    path.write_bytes(MODEL_FILE.read_bytes())
    with h5py.File(path, "r+") as content:
        weights = content[first_weights(content)]
        values = weights[...]
        values.flat[0] += 0.01
        weights[...] = values


HOSTILE = {
    no_file: "was not found",
    an_empty_file: "is neither an HDF5 file",
    random_bytes: "is neither an HDF5 file",
    a_text: "is neither an HDF5 file",
    a_zip_file: "is an archive, but not one of Keras",
    a_cut_file: "could not be read",
    an_hdf5_file_without_a_network: "has no network in it",
    eleven_outputs: "is a network from",
    a_larger_input: "is a network from",
    a_lambda: "of the kind Lambda",
    a_lambda_as_keras_3_writes_it: "of the kind Lambda",
    a_lambda_in_a_network_in_it: "of the kind Lambda",
    a_class_of_its_own: "of the kind Custom>Evil",
    a_module_of_its_own: "is of antigravity, not of Keras",
    a_saved_model_of_tensorflow: "of the kind TFSMLayer",
    a_name_that_is_a_list: "damaged description",
    endless_brackets: "damaged description",
    a_description_of_a_gigantic_layer: "its kernel is",
    gigantic_layers_one_after_the_other: "weights are missing|weights in place of",
    a_gigantic_array: "far larger than any",
    an_external_link: "links that lead elsewhere",
    a_link_to_another_model: "links that lead elsewhere",
    a_soft_link: "links that lead elsewhere",
    weights_kept_in_another_file: "from other files",
    a_virtual_array: "from other files",
    a_circle: "is nested deeper than any network",
    weights_that_are_texts: "weights that are not numbers",
    weights_that_are_not_finite: "not finite",
    one_weight_changed: "is damaged",
}
