package dev.entrepot.core.pull;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.entrepot.core.index.TagEntry;
import dev.entrepot.core.oci.Digest;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FreshnessPolicyTest {

    private static final Instant CHECKED = Instant.parse("2026-01-01T12:00:00Z");
    private static final TagEntry KNOWN = TagEntry.first(Digest.sha256(new byte[0]), CHECKED);

    /** A negative age is what a clock that was set back shows: nobody knows how old the entry is. */
    @ParameterizedTest
    @CsvSource(useHeadersInDisplayName = true, textBlock = """
            ttl,   max-stale, age,         in trouble, plan
            PT5M,  P7D,       PT0S,        false,      Serve
            PT5M,  P7D,       PT0S,        true,       Serve
            PT5M,  P7D,       PT4M59.999S, false,      Serve
            PT5M,  P7D,       PT5M,        false,      Revalidate
            PT5M,  P7D,       PT5M,        true,       ServeAndRevalidate
            PT5M,  P7D,       P7D,         true,       ServeAndRevalidate
            PT5M,  P7D,       P7DT0.001S,  true,       Revalidate
            PT5M,  P7D,       P7DT0.001S,  false,      Revalidate
            PT5M,  PT0S,      PT5M,        true,       Revalidate
            PT0S,  P7D,       PT0S,        false,      Revalidate
            PT0S,  P7D,       PT0S,        true,       ServeAndRevalidate
            PT0S,  PT0S,      PT0S,        true,       ServeAndRevalidate
            PT5M,  P7D,       -PT0.001S,   false,      Revalidate
            PT5M,  P7D,       -P3650D,     false,      Revalidate
            PT5M,  P7D,       -P3650D,     true,       ServeAndRevalidate
            """)
    void planOfAKnownTag(Duration ttl, Duration maxStale, Duration age, boolean inTrouble, String plan) {
        FreshnessPolicy policy = new FreshnessPolicy(ttl, maxStale);

        TagPlan planned = policy.plan(Optional.of(KNOWN), CHECKED.plus(age), inTrouble);

        assertThat(planned.getClass().getSimpleName()).isEqualTo(plan);
    }

    @Test
    void aTagNeverSeenIsFetchedWhateverTheUpstreamIsLike() {
        FreshnessPolicy policy = new FreshnessPolicy(Duration.ofMinutes(5), Duration.ofDays(7));

        assertThat(policy.plan(Optional.empty(), CHECKED, false)).isEqualTo(new TagPlan.Fetch());
        assertThat(policy.plan(Optional.empty(), CHECKED, true)).isEqualTo(new TagPlan.Fetch());
    }

    @Test
    void durationsAreNotNegative() {
        Duration negative = Duration.ofNanos(-1);

        assertThatIllegalArgumentException().isThrownBy(() -> new FreshnessPolicy(negative, Duration.ZERO));
        assertThatIllegalArgumentException().isThrownBy(() -> new FreshnessPolicy(Duration.ZERO, negative));
    }
}
