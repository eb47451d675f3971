package dev.entrepot.config.source;

/** Where a setting stands; {@code toString} is how errors and {@code config print} name it. */
public sealed interface Origin {

    /**
     * @param line from 1
     * @param column from 1
     */
    record InFile(String file, int line, int column) implements Origin {
        @Override
        public String toString() {
            return file + ":" + line;
        }
    }

    /** A file as a whole, as when it cannot be read. */
    record OfFile(String file) implements Origin {
        @Override
        public String toString() {
            return file;
        }
    }

    record Environment(String variable) implements Origin {
        @Override
        public String toString() {
            return "env " + variable;
        }
    }

    record Flag(String name) implements Origin {
        @Override
        public String toString() {
            return "flag --" + name;
        }
    }

    /** Nobody set it. */
    record Default() implements Origin {
        @Override
        public String toString() {
            return "default";
        }
    }

    /** It comes with the program, as the well-known registries do. */
    record BuiltIn() implements Origin {
        @Override
        public String toString() {
            return "built in";
        }
    }
}
