package dev.entrepot.testkit.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.extension.RegisterExtension;

class SharedRegistryTest {

    @RegisterExtension
    static final FakeRegistry REGISTRY = FakeRegistry.start();

    @RepeatedTest(2)
    void aRegistryInAStaticFieldIsResetAndNotClosedBetweenTests() throws IOException {
        assertThat(Http.get(REGISTRY.url() + "/v2/").statusCode()).isEqualTo(200);
        assertThat(REGISTRY.count()).isEqualTo(1);
        REGISTRY.faults().onAny().status(500);
    }
}
