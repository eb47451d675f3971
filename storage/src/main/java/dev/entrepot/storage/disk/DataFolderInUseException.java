package dev.entrepot.storage.disk;

import java.io.IOException;
import java.nio.file.Path;

/** Another process owns the data folder. */
public final class DataFolderInUseException extends IOException {

    private static final long serialVersionUID = 1L;

    private final String folder;

    DataFolderInUseException(Path folder, String holder) {
        super("the data folder " + folder + " is in use by another process"
                + (holder.isEmpty() ? "" : ", pid " + holder));
        this.folder = folder.toString();
    }

    public Path folder() {
        return Path.of(folder);
    }
}
