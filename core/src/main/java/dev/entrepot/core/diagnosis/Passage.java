package dev.entrepot.core.diagnosis;

/** Work under way; exactly one of its methods ends it. */
public interface Passage {

    Passage UNSEEN = new Passage() {
        @Override
        public void well() {}

        @Override
        public void failed(String reason) {}

        @Override
        public void left() {}
    };

    /** It did what it should. That there is no such thing is an answer as good as any. */
    void well();

    /** @param reason one of few, such as a status: no names, no numbers of requests */
    void failed(String reason);

    /** It ended for reasons that say nothing about the lane. */
    void left();
}
