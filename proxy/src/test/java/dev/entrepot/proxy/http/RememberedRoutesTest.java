package dev.entrepot.proxy.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RememberedRoutesTest {

    private static final RegistryRoute PING = new RegistryRoute.Ping();
    private static final RegistryRoute ELSEWHERE = new RegistryRoute.Elsewhere();

    private final RememberedRoutes routes = new RememberedRoutes();

    @Test
    void whatWasReadIsKnown() {
        routes.put("/v2/", PING);

        assertThat(routes.get("/v2/")).contains(PING);
        assertThat(routes.get("/v2")).isEmpty();
    }

    /** The two have the same hash. */
    @Test
    void anotherTargetInTheSamePlaceIsNotTakenForIt() {
        assertThat("/Aa").hasSameHashCodeAs("/BB");
        routes.put("/Aa", PING);

        assertThat(routes.get("/BB")).isEmpty();
        routes.put("/BB", ELSEWHERE);
        assertThat(routes.get("/BB")).contains(ELSEWHERE);
        assertThat(routes.get("/Aa")).isEmpty();
    }

    @Test
    void aVeryLongTargetIsNotKept() {
        String target = "/" + "a".repeat(512);
        routes.put(target, ELSEWHERE);

        assertThat(routes.get(target)).isEmpty();
    }
}
