package dev.entrepot.proxy.http;

import dev.entrepot.proxy.log.Ration;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells of each pull that was slow or failed, in one line with what took how long, so that "why was this pull slow" needs no
 * other means. In a storm of them it tells of some, and how many it left out.
 */
final class SlowPulls {

    private static final Logger LOG = LoggerFactory.getLogger("entrepot.pull");

    private static final int MOST_LINES = 10;
    private static final Duration LINES_PER = Duration.ofSeconds(10);

    /** What bytes take at this pace is no reason to call a pull slow. */
    private static final long BYTES_PER_SECOND = 8 << 20;

    private final Supplier<Duration> slow;
    private final Executor writers;
    private final Ration lines;

    /**
     * @param slow from which time on a pull is slow
     * @param writers may wait for whoever takes the log's lines, as event loops must not
     */
    SlowPulls(Supplier<Duration> slow, Executor writers, LongSupplier nanoTime) {
        this.slow = slow;
        this.writers = writers;
        this.lines = new Ration(MOST_LINES, LINES_PER, nanoTime);
    }

    /** @param account of a pull that has ended, and everything done for it */
    void ended(Account account) {
        boolean isFailed = account.status() >= 500 || account.ending() == Answered.Ending.CUT;
        if ((!isFailed && !isSlow(account))
                || account.upstream().equals(Answered.NO_UPSTREAM)
                || !LOG.isInfoEnabled()) {
            return;
        }
        long untold = lines.take();
        if (untold == Ration.NOT_NOW) {
            return;
        }
        try {
            writers.execute(() -> tell(isFailed ? "failed" : "slow", account, untold));
        } catch (RejectedExecutionException e) {
            LOG.debug("a pull that was slow or failed is not told of: we stop", e);
        }
    }

    /** Of what is served at once only the head counts: for the rest of it the client takes its time. */
    private boolean isSlow(Account account) {
        long limit = slow.get().toNanos();
        if (account.traced().isEmpty()) {
            return account.toFirstByte() > limit;
        }
        double expected = account.bodyBytes() * 1e9 / BYTES_PER_SECOND;
        return account.toFirstByte() > limit || account.toEnd() > limit + expected;
    }

    private static void tell(String what, Account account, long untold) {
        LogLine line = LogLine.of(account).withPhases(account);
        LOG.info("{} pull: {}{}", what, line, untold == 0 ? "" : " untold=" + untold);
    }
}
