"""A USB bus for pyusb without libusb: printers and boards that answer and fail as devices do."""

import array
import errno
from dataclasses import dataclass, field
from types import SimpleNamespace

import usb.backend
from usb.core import USBError, USBTimeoutError

OUT, IN = 0x01, 0x82
GS_R = b"\x1dr\x01"


def _error(number):
    kind = USBTimeoutError if number == errno.ETIMEDOUT else USBError
    return kind("made to fail", -1, number)


@dataclass
class FakeDevice:
    """A device; the fields below `port_status` are its faults."""

    vendor: int = 0x0416
    product: int = 0x5011
    serial: str = ""
    settings: tuple = ((7, 1, 2),)  # class, subclass and protocol of each alternate setting
    endpoints: tuple = (OUT, IN)
    port_status: int | None = 0x18  # None: stalls the request
    kernel_driver: bool = True
    takes_bytes: int = 1 << 30  # a transfer takes so many at most
    stops_after: int | None = None  # bytes, then `stop` happens
    stop: int = errno.ETIMEDOUT
    stop_status: int | None = None  # what the port says from then on
    open_error: int | None = None
    claim_error: int | None = None
    configured: bool = True
    deaf: bool = False  # never answers GS r
    paper_answer: int = 0x00
    empty_reads: int = 0  # answers a read with nothing so often
    answers: bytearray = field(default_factory=bytearray)
    printed: bytearray = field(default_factory=bytearray)
    claimed: bool = False
    halted: bool = False
    unplugged: bool = False
    opened: int = 0
    alternate: int = 0


class FakeBus(usb.backend.IBackend):
    def __init__(self, *devices):
        super().__init__()
        self.devices = devices

    def enumerate_devices(self):
        return iter(self.devices)

    def get_parent(self, device):
        return None

    def get_device_descriptor(self, device):
        address = self.devices.index(device) + 4
        strings = (1, 2, 3) if device.serial else (0, 0, 0)
        return SimpleNamespace(
            bLength=18, bDescriptorType=1, bcdUSB=0x200, bDeviceClass=0, bDeviceSubClass=0, bDeviceProtocol=0,
            bMaxPacketSize0=64, idVendor=device.vendor, idProduct=device.product, bcdDevice=0x100,
            iManufacturer=strings[0], iProduct=strings[1], iSerialNumber=strings[2], bNumConfigurations=1,
            address=address, bus=1, port_number=address, port_numbers=(1, address), speed=2,
        )  # fmt: skip

    def get_configuration_descriptor(self, device, index):
        if index:
            raise IndexError
        return SimpleNamespace(
            bLength=9, bDescriptorType=2, wTotalLength=32, bNumInterfaces=1, bConfigurationValue=1, iConfiguration=0,
            bmAttributes=0x80, bMaxPower=50, extra_descriptors=[],
        )  # fmt: skip

    def get_interface_descriptor(self, device, interface, alternate, configuration):
        if interface or alternate >= len(device.settings):
            raise IndexError
        kind, subclass, protocol = device.settings[alternate]
        return SimpleNamespace(
            bLength=9, bDescriptorType=4, bInterfaceNumber=0, bAlternateSetting=alternate,
            bNumEndpoints=len(device.endpoints), bInterfaceClass=kind, bInterfaceSubClass=subclass,
            bInterfaceProtocol=protocol, iInterface=0, extra_descriptors=[],
        )  # fmt: skip

    def get_endpoint_descriptor(self, device, index, interface, alternate, configuration):
        return SimpleNamespace(
            bLength=7, bDescriptorType=5, bEndpointAddress=device.endpoints[index], bmAttributes=2, wMaxPacketSize=64,
            bInterval=0, bRefresh=0, bSynchAddress=0, extra_descriptors=[],
        )  # fmt: skip

    def _present(self, device, must_claim=False):
        if device.unplugged:
            raise _error(errno.ENODEV)
        if must_claim and not device.claimed:
            raise _error(errno.EIO)

    def open_device(self, device):
        self._present(device)
        if device.open_error:
            raise _error(device.open_error)
        device.opened += 1
        return device

    def close_device(self, device):
        device.opened -= 1

    def get_configuration(self, device):
        self._present(device)
        return 1 if device.configured else 0

    def set_configuration(self, device, value):
        device.configured = True

    def is_kernel_driver_active(self, device, interface):
        self._present(device)
        return device.kernel_driver

    def detach_kernel_driver(self, device, interface):
        device.kernel_driver = False

    def attach_kernel_driver(self, device, interface):
        self._present(device)
        if device.claimed:
            raise _error(errno.EBUSY)
        device.kernel_driver = True

    def claim_interface(self, device, interface):
        self._present(device)
        if device.claim_error or device.kernel_driver:
            raise _error(device.claim_error or errno.EBUSY)
        device.claimed = True

    def release_interface(self, device, interface):
        device.claimed = False
        self._present(device)

    def set_interface_altsetting(self, device, interface, alternate):
        device.alternate = alternate

    def clear_halt(self, device, endpoint):
        device.halted = False

    def bulk_write(self, device, endpoint, interface, data, timeout):
        self._present(device, must_claim=True)
        assert endpoint == OUT and 0 < timeout <= 5_000 and len(data) <= 4_096
        if device.halted:
            raise _error(errno.EPIPE)
        room = device.takes_bytes
        if device.stops_after is not None:
            room = min(room, device.stops_after - len(device.printed))
        if room <= 0:
            device.port_status = device.port_status if device.stop_status is None else device.stop_status
            device.unplugged = device.stop == errno.ENODEV
            device.halted = device.stop == errno.EPIPE
            raise _error(device.stop)
        device.printed += bytes(data[:room])
        if device.printed.endswith(GS_R) and not device.deaf:
            device.answers.append(device.paper_answer)
        return min(room, len(data))

    def bulk_read(self, device, endpoint, interface, buffer, timeout):
        self._present(device, must_claim=True)
        assert endpoint == IN and 0 < timeout <= 5_000
        if device.empty_reads:
            device.empty_reads -= 1
            return 0
        if not device.answers:
            raise _error(errno.ETIMEDOUT)
        taken = bytes(device.answers[: len(buffer)])
        del device.answers[: len(taken)]
        buffer[: len(taken)] = array.array("B", taken)
        return len(taken)

    def ctrl_transfer(self, device, kind, request, value, index, data, timeout):
        self._present(device)
        if (kind, request, value >> 8) == (0x80, 6, 3):
            text = ["", "Fictitious", "Slip 58", device.serial][value & 0xFF].encode("utf-16-le")
            answer = bytes([4, 3, 9, 4]) if not value & 0xFF else bytes([len(text) + 2, 3]) + text
        elif (kind, request) == (0xA1, 1) and device.claimed and device.port_status is not None:
            answer = bytes([device.port_status])
        else:
            raise _error(errno.EPIPE)
        answer = answer[: len(data)]
        data[: len(answer)] = array.array("B", answer)
        return len(answer)
