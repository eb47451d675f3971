package dev.entrepot.e2e.drill;

import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Clients that pull images at random until they are told to stop, with a short rest after each. */
final class Load {

    private static final int LONGEST_REST_MILLIS = 200;

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private volatile List<Image> images = List.of();
    private volatile Tally tally = new Tally("");
    private volatile boolean over;

    /** From now on these are pulled. */
    void pull(List<Image> wanted) {
        images = List.copyOf(wanted);
    }

    /** From now on what ends is counted there. */
    void count(Tally current) {
        tally = current;
    }

    void start(int clients, int port, DrillClient.Limits limits, Random seeds) {
        for (int i = 0; i < clients; i++) {
            Random random = new Random(seeds.nextLong());
            threads.execute(() -> run(new DrillClient(port, limits, seen -> tally.add(seen)), random));
        }
    }

    private void run(DrillClient client, Random random) {
        while (!over) {
            client.pull(images.get(random.nextInt(images.size())));
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(LONGEST_REST_MILLIS)));
        }
        client.close();
    }

    /** Lets every client end what it is at. */
    void end(long limitSeconds) throws InterruptedException {
        over = true;
        threads.shutdown();
        if (!threads.awaitTermination(limitSeconds, TimeUnit.SECONDS)) {
            throw new AssertionError("clients that do not end");
        }
    }
}
