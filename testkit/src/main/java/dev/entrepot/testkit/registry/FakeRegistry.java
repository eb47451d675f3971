package dev.entrepot.testkit.registry;

import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A registry for tests: in a try block, or as an extension that is closed with its test.
 *
 * <pre>{@code
 * @RegisterExtension
 * final FakeRegistry registry = FakeRegistry.start();
 *
 * Digest layer = registry.addBlob("library/alpine", bytes);
 * registry.faults().onBlob(layer).times(1).cutAfter(100);
 * ...
 * assertThat(registry.lines()).containsExactly("GET /v2/library/alpine/blobs/sha256:0123456789ab…");
 * }</pre>
 *
 * <p>In a static field it lives as long as the class, and {@link #reset} is called after each test; what was
 * added to it stays.
 */
public final class FakeRegistry extends RegistryServer
        implements BeforeAllCallback, AfterEachCallback, AfterAllCallback {

    private boolean shared;

    private FakeRegistry() {
        super(0);
    }

    public static FakeRegistry start() {
        FakeRegistry registry = new FakeRegistry();
        registry.listen();
        return registry;
    }

    /** Called for a static field only. */
    @Override
    public void beforeAll(ExtensionContext context) {
        shared = true;
    }

    @Override
    public void afterEach(ExtensionContext context) {
        if (shared) {
            reset();
        } else {
            close();
        }
    }

    @Override
    public void afterAll(ExtensionContext context) {
        close();
    }
}
