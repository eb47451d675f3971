package dev.entrepot.core.diagnosis;

/** Is told of work as it begins. Cheap; never blocks or throws. */
public interface Watch {

    /** Of work that is about no one thing, such as forcing a file. */
    String NO_SUBJECT = "";

    Watch NOOP = new Watch() {
        @Override
        public Passage enter(Lane lane, String subject) {
            return Passage.UNSEEN;
        }

        @Override
        public Passage queued(Lane lane, int ahead) {
            return Passage.UNSEEN;
        }
    };

    /**
     * Work begins; how many are at it is counted here.
     *
     * @param subject what it is about, such as a digest: who asks again for the same asks again
     */
    Passage enter(Lane lane, String subject);

    /**
     * A wait begins.
     *
     * @param ahead how many have to go first
     */
    Passage queued(Lane lane, int ahead);
}
