package dev.entrepot.core.fsck;

/**
 * Something that does not agree.
 *
 * @param subject a digest, a reference, or a file
 * @param detail what was found, and of a failed repair why it failed
 */
public record Finding(Kind kind, String subject, String detail, Outcome outcome) {

    /** What was found, and what a repair does about it. */
    public enum Kind {
        /** A file that nothing can finish: removed. */
        UNFINISHED_WRITE,
        /** The index is lost or damaged: rebuilt. */
        INDEX_LOST,
        /** A blob the index does not know: registered if its digest is right, else put into quarantine. */
        FILE_WITHOUT_RECORD,
        /** A file of another size than the index says: as before, its digest decides. */
        WRONG_SIZE,
        /** A file whose bytes are not those of its name, or cannot be read: put into quarantine. */
        WRONG_DIGEST,
        /** A record file that is no record: removed, which is what it was taken for. */
        UNREADABLE_RECORD,
        /** The index does not know what a record file says: added. */
        NOT_INDEXED,
        /** The index knows a blob that is not there: forgotten, and fetched when somebody asks. */
        RECORD_WITHOUT_FILE,
        /** The index knows what no record file says: written again, where it can be, else forgotten. */
        NOT_RECORDED,
        /** A link by a manifest, or a tag for a manifest, that is not known any more: removed. */
        BROKEN_LINK
    }

    public enum Outcome {
        FOUND,
        REPAIRED,
        /** A repair was tried and failed. */
        UNREPAIRED
    }
}
