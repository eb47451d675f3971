package dev.entrepot.index.rocksdb;

import java.io.IOException;
import java.nio.file.Path;

/** The index could not be opened. Serving goes on under the rules of "index down". */
public final class IndexOpenException extends IOException {

    private static final long serialVersionUID = 1L;

    /** What can be done about it. */
    public enum Reason {
        /** Someone else has it open, in this process or in another. */
        LOCKED,
        /** Its files are damaged: move the folder away and rebuild. */
        CORRUPT,
        /** A newer entrepot has written it: run that one. */
        NEWER,
        /** Everything else: no permission, no space, no native library. Trying again may help. */
        UNAVAILABLE
    }

    private final Reason reason;
    // As text: an exception must be serializable, and a Path is not.
    private final String folder;

    IndexOpenException(Reason reason, Path folder, String what, Throwable cause) {
        super("cannot open the index in " + folder + ": " + what, cause);
        this.reason = reason;
        this.folder = folder.toString();
    }

    IndexOpenException(Reason reason, Path folder, String what) {
        super("cannot open the index in " + folder + ": " + what);
        this.reason = reason;
        this.folder = folder.toString();
    }

    public Reason reason() {
        return reason;
    }

    public Path folder() {
        return Path.of(folder);
    }
}
