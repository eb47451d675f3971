package dev.entrepot.core.blob;

import java.io.IOException;
import java.util.List;

/** Files of writes that were begun and can never be finished. */
public interface Leftovers {

    /**
     * @param name where it lies in the data folder
     * @param why it is of no use
     */
    record Leftover(String name, long bytes, String why) {}

    /** Never what is being written, nor what a fill can continue. */
    List<Leftover> find() throws IOException;

    void remove(Leftover leftover) throws IOException;
}
