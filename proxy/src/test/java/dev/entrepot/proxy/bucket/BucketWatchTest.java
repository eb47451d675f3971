package dev.entrepot.proxy.bucket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.entrepot.core.diagnosis.Lane;
import dev.entrepot.core.diagnosis.Passage;
import dev.entrepot.core.diagnosis.Watch;
import dev.entrepot.core.diagnosis.Work;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BucketWatchTest implements Watch, Passage {

    private final List<String> heard = new ArrayList<>();
    private final BucketWatch watch = new BucketWatch(this, "b");

    @Override
    public Passage enter(Lane lane, String subject) {
        return this;
    }

    @Override
    public Passage queued(Lane lane, int ahead) {
        return this;
    }

    @Override
    public void well() {
        heard.add("well");
    }

    @Override
    public void failed(String reason) {
        heard.add("failed " + reason);
    }

    @Override
    public void left() {
        heard.add("left");
    }

    @Test
    void aQuestionThatEndsByADefectIsNotUnderWayForGood() {
        assertThatThrownBy(() -> watch.<String>ask(Work.BUCKET_GET, "it", () -> {
                    throw new IllegalStateException("a defect");
                }))
                .isInstanceOf(IllegalStateException.class);

        assertThat(heard).containsExactly("failed IllegalStateException");
    }

    @Test
    void aWriteThatEndsByADefectIsNotUnderWayForGood() {
        assertThatThrownBy(() -> watch.<String>tell(Work.BUCKET_PUT, "it", () -> {
                    throw new IllegalStateException("a defect");
                }))
                .isInstanceOf(IllegalStateException.class);

        assertThat(heard).containsExactly("failed IllegalStateException");
    }
}
