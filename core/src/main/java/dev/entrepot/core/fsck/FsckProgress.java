package dev.entrepot.core.fsck;

/**
 * How far a check is.
 *
 * @param done of the units of its phase
 * @param total of them; -1 where nobody knows
 * @param bytesRead of blobs, for their digests, since the start
 * @param found what does not agree, since the start
 */
public record FsckProgress(Phase phase, long done, long total, long bytesRead, long found) {

    public enum Phase {
        WAITING("waiting"),
        LEFTOVERS("unfinished writes"),
        BLOBS("blobs"),
        RECORDS("repositories"),
        INDEX("records of the index"),
        DONE("done");

        private final String units;

        Phase(String units) {
            this.units = units;
        }

        /** What is counted in it. */
        public String units() {
            return units;
        }
    }
}
