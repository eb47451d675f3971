package dev.entrepot.e2e.drill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.entrepot.e2e.drill.Pull.Outcome;
import dev.entrepot.testkit.real.Lab;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Twenty clients pull thirty images in a loop, a few of them new, while everything entrepot leans on fails in turn. All that
 * looks whole must be right, nobody may wait past the limits, and everything must be well again without a restart.
 *
 * <p>Some seconds of each trouble in every build; in full by {@code bench/drill}.
 */
class DrillIT {

    private static final long SECONDS = Long.getLong("drill.seconds", 2);
    private static final long SEED = Long.getLong("drill.seed", System.nanoTime());
    private static final String ONLY = System.getProperty("drill.only", "");
    private static final int CLIENTS = 20;
    private static final int IMAGES = 30;
    private static final int NEW_IMAGES = 2;

    /** To the head of an answer 20 s are promised; the rest is for a busy machine. */
    private static final Duration HEAD = Duration.ofSeconds(22);

    /** Four attempts, with a wait before each, at what the upstream does not go on with. */
    private static final Duration SILENCE = Duration.ofSeconds(140);

    private static final Duration RECOVERY = Duration.ofMinutes(1);

    @RegisterExtension
    static final Lab lab = new Lab("docker-registry", "skopeo", "mkfs.ext4", "mount", "chattr", "fsfreeze");

    private final Load load = new Load();
    private final Table table = new Table();
    private final List<Tally> tallies = new ArrayList<>();
    private final Tally recovering = new Tally("recovering");
    private final Tally well = new Tally("well again");
    private final Set<String> refusing = new HashSet<>(Set.of("recovering"));
    private final Set<String> known = new HashSet<>();

    @Test
    void whateverFailsAnswersAreRightAndInTimeAndItRecoversByItself() throws Exception {
        Scene scene = new Scene(lab);
        List<Image> images = scene.push(IMAGES);
        images.forEach(image -> known.add(image.repository()));
        long pid = scene.entrepot().pid();
        load.pull(images);
        Tally beginning = new Tally("cold, then warm");
        load.count(beginning);
        load.start(CLIENTS, scene.entrepot().port(), new DrillClient.Limits(HEAD, SILENCE), new Random(SEED));
        awaitUploaded(scene, IMAGES);
        Tally before = new Tally("all is well");
        load.count(before);
        TimeUnit.SECONDS.sleep(SECONDS);
        tallies.addAll(List.of(beginning, before, well));
        table.add(beginning, OptionalLong.empty());
        table.add(before, OptionalLong.empty());
        for (Trouble trouble : scene.troubles()) {
            if (!trouble.name().contains(ONLY)) {
                continue;
            }
            run(scene, trouble, images);
        }
        load.end(SILENCE.toSeconds());
        awaitUploaded(scene, IMAGES);
        tallies.add(recovering);
        table.add(recovering, OptionalLong.empty());
        table.add(well, OptionalLong.empty());
        report();
        assertPromises();
        assertThat(scene.isWell()).isTrue();
        assertThat(scene.entrepot().pid()).isEqualTo(pid);
    }

    private void run(Scene scene, Trouble trouble, List<Image> images) throws InterruptedException {
        List<Image> wanted = new ArrayList<>(images);
        wanted.addAll(scene.push(NEW_IMAGES));
        Tally tally = new Tally(trouble.name());
        tallies.add(tally);
        if (trouble.mayRefuse()) {
            refusing.add(trouble.name());
        }
        load.count(tally);
        Tally after = new Tally("");
        trouble.begin().run();
        try {
            load.pull(wanted);
            TimeUnit.SECONDS.sleep(SECONDS);
            load.count(after);
        } finally {
            trouble.end().run();
        }
        long ended = System.nanoTime();
        await().atMost(RECOVERY).pollInterval(Duration.ofMillis(50)).until(scene::isWell);
        table.add(tally, OptionalLong.of(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - ended)));
        Tally then = new Tally("");
        load.count(then);
        TimeUnit.SECONDS.sleep(SECONDS);
        recovering.addAll(after);
        well.addAll(then);
    }

    private static void awaitUploaded(Scene scene, int images) {
        await().atMost(Duration.ofMinutes(2)).untilAsserted(() -> {
            assertThat(scene.bucket().blobs().size()).isGreaterThanOrEqualTo(images * Scene.BLOBS);
            assertThat(scene.entrepot().admin("/status")).containsPattern("\"waiting\" ?: ?0,");
        });
    }

    private void assertPromises() {
        for (Tally tally : tallies) {
            for (Outcome broken : List.of(Outcome.WRONG, Outcome.HUNG, Outcome.STRANGE)) {
                assertThat(tally.those(broken))
                        .as("%s, seed %d", tally.name(), SEED)
                        .isEmpty();
            }
            assertThat(tally.those(pull -> !pull.isRight()
                            && isKnown(pull)
                            && !(mayRefuse(tally) && pull.outcome() == Outcome.REFUSED)
                            && !(mayCut(tally) && pull.outcome() == Outcome.CUT)))
                    .as("%s, seed %d", tally.name(), SEED)
                    .isEmpty();
        }
    }

    /** A blob that is on its way to the disk when that fills ends short for who reads it; asked again it is passed through. */
    private static boolean mayCut(Tally tally) {
        return tally.name().equals("disk full");
    }

    private boolean mayRefuse(Tally tally) {
        return refusing.contains(tally.name());
    }

    private boolean isKnown(Pull pull) {
        return known.stream().anyMatch(repository -> pull.target().startsWith("/v2/" + repository + "/"));
    }

    @SuppressWarnings("SystemOut") // For whoever reads the build's output.
    private void report() {
        System.out.println("drill: " + CLIENTS + " clients, " + IMAGES + " images, " + SECONDS
                + " s of each trouble\n\n" + table + "\n");
    }
}
