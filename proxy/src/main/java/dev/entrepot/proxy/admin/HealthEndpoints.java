package dev.entrepot.proxy.admin;

import dev.entrepot.core.health.Health;
import dev.entrepot.core.health.Trouble;
import java.util.List;
import java.util.Locale;

/** {@code /livez} and {@code /readyz}: what an orchestrator asks, every few seconds, with a short patience. */
final class HealthEndpoints {

    private final Health health;

    HealthEndpoints(Health health) {
        this.health = health;
    }

    /** That this is answered is the answer. */
    AdminAnswer live(AdminRequest request) {
        return AdminAnswer.text(200, "ok");
    }

    record Readiness(String status, List<Degradation> degraded) {}

    record Degradation(String dependency, String name, String why, String since) {

        static Degradation of(Trouble trouble) {
            return new Degradation(
                    trouble.dependency().name().toLowerCase(Locale.ROOT),
                    trouble.name(),
                    trouble.why(),
                    trouble.since().toString());
        }
    }

    /** Degraded is ready: what can still be served is, and another replica would lean on the same (design, section 7). */
    AdminAnswer ready(AdminRequest request) {
        Health.Phase phase = health.phase();
        List<Degradation> degraded =
                health.troubles().stream().map(Degradation::of).toList();
        String status = phase == Health.Phase.READY && !degraded.isEmpty()
                ? "degraded"
                : phase.name().toLowerCase(Locale.ROOT);
        return AdminAnswer.json(phase == Health.Phase.READY ? 200 : 503, new Readiness(status, degraded));
    }
}
