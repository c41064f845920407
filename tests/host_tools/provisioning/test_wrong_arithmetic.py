"""A board that names an arithmetic which there is not, or which its processor does not run."""

from pathlib import Path

import pytest
from nacl.signing import SigningKey

from host_tools.provisioning import arithmetic, firmware
from host_tools.provisioning.compiling import CompilingError
from host_tools.provisioning.new_terminals import BOARD, DEVICE


@pytest.fixture
def board(tmp_path: Path):
    """A function: the board of the project with other words about its processor and arithmetic."""

    def make(code: str, layer: str) -> Path:
        path = tmp_path / "board.py"
        path.write_text(f'{BOARD.read_text()}\nNATIVE_CODE, ARITHMETIC = "{code}", "{layer}"\n')
        return path

    return make


@pytest.mark.parametrize("layer", ["thumb_dps", "", "Thumb"])
def test_an_arithmetic_that_there_is_not(board, layer):
    with pytest.raises(CompilingError, match="there are integers, viper, thumb, thumb_dsp"):
        arithmetic.layer_for(board("armv7m", layer))


@pytest.mark.parametrize(
    ("code", "layer"), [("xtensawin", "thumb"), ("armv6m", "thumb"), ("armv7m", "thumb_dsp"), ("x64", "thumb_dsp")]
)
def test_an_arithmetic_that_the_processor_does_not_run(board, code, layer):
    with pytest.raises(CompilingError, match=f"{layer}.*does not run on.*{code}"):
        arithmetic.layer_for(board(code, layer))


@pytest.mark.parametrize(
    ("code", "layer", "has", "lacks"),
    [
        ("armv7m", "thumb", ("slots/thumb", "slots/thumb_hashes", "slots/curve"), ("slots/viper", "points")),
        ("armv7emsp", "thumb_dsp", ("slots/thumb_dsp", "slots/thumb_hashes"), ("slots/thumb", "fixed_base")),
        ("xtensawin", "viper", ("slots/viper", "slots/viper_hashes"), ("slots/thumb", "integer_curve")),
        ("xtensawin", "integers", ("points", "integer_hashes"), ("slots/__init__", "slots/viper")),
    ],
)
def test_a_firmware_has_one_arithmetic_only(board, code, layer, has, lacks):
    image = firmware.collect(DEVICE, board(code, layer), "booth", "1", SigningKey(bytes(32)))
    assert all(f"/rom/crypto/{name}.mpy" in image.files for name in has)
    assert not any(f"/rom/crypto/{name}.mpy" in image.files for name in lacks)
    assert layer.encode() in image.files["/rom/crypto/layer.mpy"]


def test_the_simulator_runs_big_integers_for_a_board_with_another_processor(board):
    image = firmware.collect(DEVICE, board("armv7m", "thumb"), "desk", "1", SigningKey(bytes(32)), "x64")
    assert "/rom/crypto/points.mpy" in image.files and "/rom/crypto/slots/curve.mpy" not in image.files


def test_the_simulator_runs_the_compiled_python_of_a_board_with_another_processor(board):
    image = firmware.collect(DEVICE, board("xtensawin", "viper"), "booth", "1", SigningKey(bytes(32)), "x64")
    assert "/rom/crypto/slots/viper.mpy" in image.files and "/rom/crypto/points.mpy" not in image.files


def test_a_layer_file_that_does_not_say_its_name():
    with pytest.raises(CompilingError, match="does not say NAME"):
        arithmetic.named(b'NAME = "viper"\n', "thumb")
