package dev.entrepot.config.value;

import java.util.Optional;

/** Where to listen, if at all: {@code 127.0.0.1:5001} or {@code off}. */
public record HostPortOrOff(Optional<HostPort> address) {

    private static final String OFF = "off";

    public static HostPortOrOff off() {
        return new HostPortOrOff(Optional.empty());
    }

    public static HostPortOrOff at(HostPort address) {
        return new HostPortOrOff(Optional.of(address));
    }

    public static HostPortOrOff parse(String text) throws InvalidValueException {
        if (text.equals(OFF)) {
            return off();
        }
        try {
            return at(HostPort.parse(text));
        } catch (InvalidValueException e) {
            throw new InvalidValueException(String.valueOf(e.getMessage()), e.remedy() + "; off disables it");
        }
    }

    @Override
    public String toString() {
        return address.map(HostPort::toString).orElse(OFF);
    }
}
