package dev.entrepot.core.pin;

import dev.entrepot.core.oci.Reference;
import java.io.IOException;
import java.util.List;

/** Where pins are written down. */
public interface PinRecords {

    /** One that cannot be read is passed over. */
    List<Pin> all() throws IOException;

    /** Adds or replaces the pin of its reference. */
    void put(Pin pin) throws IOException;

    /** Does nothing where there is none. */
    void remove(Reference reference) throws IOException;
}
