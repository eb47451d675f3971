package dev.entrepot.proxy.edge;

import dev.entrepot.testkit.registry.FakeRegistry;
import dev.entrepot.testkit.registry.fault.Fault;
import dev.entrepot.testkit.registry.fault.FaultyServer;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;

/** The rows of {@code docs/failures.md}: what a registry does from some moment on. */
record UpstreamBehaviour(String title, Beginning beginning) {

    /** Makes it so. */
    interface Beginning {
        void of(FailureScene scene) throws IOException;
    }

    static final List<UpstreamBehaviour> ALL = List.of(
            new UpstreamBehaviour("works", scene -> {}),
            new UpstreamBehaviour(
                    "refuses connections", scene -> scene.registry().stopListening()),
            new UpstreamBehaviour("hangs at connect", FailureScene::refuseToHear),
            new UpstreamBehaviour("hangs before headers", everything(Fault::hangBeforeHeaders)),
            new UpstreamBehaviour("hangs after headers", everything(Fault::hangAfterHeaders)),
            new UpstreamBehaviour("is slow", scene -> fault(scene).bytesPerSecond(scene.bodySize() / 2)),
            new UpstreamBehaviour(
                    "cuts a body once",
                    scene -> scene.registry().faults().onAny().times(1).cutAfter(scene.bodySize() / 2)),
            new UpstreamBehaviour("cuts every body", scene -> fault(scene).cutAfter(scene.bodySize() * 2 / 5)),
            new UpstreamBehaviour("cuts a body and is gone", UpstreamBehaviour::cutAndStop),
            new UpstreamBehaviour("401", everything(fault -> fault.status(401))),
            new UpstreamBehaviour("403", everything(fault -> fault.status(403))),
            new UpstreamBehaviour("404", everything(fault -> fault.status(404))),
            new UpstreamBehaviour("408", everything(fault -> fault.status(408))),
            new UpstreamBehaviour("429", everything(fault -> fault.status(429))),
            new UpstreamBehaviour("429 once, `Retry-After: 1`", once(fault -> limit(fault, 1))),
            new UpstreamBehaviour("429, `Retry-After: 1`", everything(fault -> limit(fault, 1))),
            new UpstreamBehaviour("429, `Retry-After: 90`", everything(fault -> limit(fault, 90))),
            new UpstreamBehaviour("429, `Retry-After: 3600`", everything(fault -> limit(fault, 3600))),
            new UpstreamBehaviour("500 once", once(fault -> fault.status(500))),
            new UpstreamBehaviour("500", everything(fault -> fault.status(500))),
            new UpstreamBehaviour("502", everything(fault -> fault.status(502))),
            new UpstreamBehaviour("503", everything(fault -> fault.status(503))),
            new UpstreamBehaviour("508", everything(fault -> fault.status(508))),
            new UpstreamBehaviour("a wrong byte", scene -> slow(scene).corruptAt(scene.bodySize() / 2)),
            new UpstreamBehaviour(
                    "a `Content-Length` too short", scene -> slow(scene).contentLength(scene.bodySize() / 2)),
            new UpstreamBehaviour(
                    "a `Content-Length` too long", scene -> slow(scene).contentLength(scene.bodySize() + 10)),
            new UpstreamBehaviour("gzip though identity was asked", everything(Fault::contentEncodingGzip)),
            new UpstreamBehaviour(
                    "redirects in a loop", scene -> fault(scene).status(307).header("Location", scene.path())),
            new UpstreamBehaviour(
                    "its token service refuses connections",
                    scene -> tokenService(scene).stopListening()),
            new UpstreamBehaviour(
                    "its token service hangs",
                    scene -> tokenService(scene).faults().onAny().hangBeforeHeaders()),
            new UpstreamBehaviour(
                    "its token service: 500",
                    scene -> tokenService(scene).faults().onAny().status(500)),
            new UpstreamBehaviour(
                    "its token service: 401",
                    scene -> tokenService(scene).faults().onAny().status(401)),
            new UpstreamBehaviour(
                    "its CDN: 403",
                    scene -> cdn(scene).faults().onAny().evenIfRefused().status(403)),
            new UpstreamBehaviour(
                    "its CDN: 404",
                    scene -> cdn(scene).faults().onAny().evenIfRefused().status(404)),
            new UpstreamBehaviour(
                    "its CDN refuses connections", scene -> cdn(scene).stopListening()),
            new UpstreamBehaviour(
                    "its CDN hangs",
                    scene -> cdn(scene).faults().onAny().evenIfRefused().hangBeforeHeaders()));

    static UpstreamBehaviour titled(String title) {
        return ALL.stream()
                .filter(behaviour -> behaviour.title.equals(title))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("nothing does what \"" + title + "\" says"));
    }

    /** Whether it concerns the token service, so that the registry wants tokens from the start. */
    boolean wantsTokens() {
        return title.startsWith("its token service");
    }

    private static Beginning everything(Consumer<Fault> fault) {
        return scene -> fault.accept(fault(scene));
    }

    private static Beginning once(Consumer<Fault> fault) {
        return scene -> fault.accept(scene.registry().faults().onAny().times(1));
    }

    private static Fault fault(FailureScene scene) {
        return scene.registry().faults().onAny();
    }

    /** So that the client has its status line before the trouble is known; else it would be a 502. */
    private static Fault slow(FailureScene scene) {
        return fault(scene).bytesPerSecond(scene.bodySize());
    }

    private static void limit(Fault fault, int seconds) {
        fault.status(429).header("Retry-After", Integer.toString(seconds));
    }

    private static void cutAndStop(FailureScene scene) {
        FakeRegistry registry = scene.registry();
        registry.faults().onAny().cutAfter(scene.bodySize() / 2);
        registry.onEnd(request -> registry.stopListening());
    }

    private static FaultyServer tokenService(FailureScene scene) {
        scene.registry().tokens().expireTokens();
        return scene.registry().tokens();
    }

    /** Manifests are redirected, too, as registry.k8s.io does. */
    private static FaultyServer cdn(FailureScene scene) {
        FakeRegistry registry = scene.registry();
        registry.faults().onAny().status(307).header("Location", registry.cdn().url() + "/blobs/" + scene.digest());
        return registry.cdn();
    }
}
