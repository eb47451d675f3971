package dev.entrepot.testkit.blob;

import dev.entrepot.core.blob.BlobSource;
import dev.entrepot.core.blob.Deadline;
import dev.entrepot.core.blob.Dependency;
import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.blob.RemoteBlob;
import dev.entrepot.core.blob.Window;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.Repository;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A source that answers as its scripts say, and is absent for every digest it has no script for. */
public final class ScriptedSource implements BlobSource {

    private final Dependency dependency;
    private final Map<Digest, BlobScript> scripts = new ConcurrentHashMap<>();
    private final Map<Digest, Lookup<RemoteBlob>> refusals = new ConcurrentHashMap<>();
    private final List<String> opened = new CopyOnWriteArrayList<>();
    private final AtomicInteger openStreams = new AtomicInteger();
    private volatile @Nullable Throwable outage;

    public ScriptedSource() {
        this(Dependency.UPSTREAM);
    }

    public ScriptedSource(Dependency dependency) {
        this.dependency = dependency;
    }

    /** Serves {@code content} under its SHA-256. */
    public BlobScript serve(byte[] content) {
        return serve(Digest.sha256(content), content);
    }

    /** Serves {@code content} under any digest, which may be a lie. */
    public BlobScript serve(Digest digest, byte[] content) {
        BlobScript script = new BlobScript(digest, content);
        refusals.remove(digest);
        scripts.put(digest, script);
        return script;
    }

    public void forget(Digest digest) {
        scripts.remove(digest);
        refusals.remove(digest);
    }

    public void deny(Digest digest) {
        refusals.put(digest, Lookup.denied());
    }

    public void unreachable(Digest digest, Throwable cause) {
        refusals.put(digest, Lookup.unreachable(dependency, cause));
    }

    /** From now on unreachable for everything; calls are still recorded. */
    public void goDown(Throwable cause) {
        outage = cause;
    }

    public void comeBack() {
        outage = null;
    }

    /** Every call of {@link #open} so far, in order, each as {@link #call} writes it. */
    public List<String> opened() {
        return List.copyOf(opened);
    }

    /** Streams handed out and not closed yet. */
    public int openStreams() {
        return openStreams.get();
    }

    /** Such as {@code docker.io/library/alpine@sha256:… bytes=0-0}. */
    public static String call(Repository repository, Digest digest, Window window) {
        String range = switch (window) {
            case Window.All all -> "";
            case Window.From from ->
                " bytes=" + from.offset() + "-"
                        + from.validator().map(tag -> " if-range=" + tag).orElse("");
            case Window.Closed closed -> " bytes=" + closed.range();
        };
        return repository + "@" + digest + range;
    }

    @Override
    public Lookup<RemoteBlob> open(Repository repository, Digest digest, Window window, Deadline deadline) {
        opened.add(call(repository, digest, window));
        BlobScript script = scripts.get(digest);
        try {
            if (script != null) {
                script.holdAnswer();
            }
        } catch (IOException e) {
            return Lookup.unreachable(dependency, e);
        }
        Throwable down = outage;
        if (down != null) {
            return Lookup.unreachable(dependency, down);
        }
        Lookup<RemoteBlob> refusal = refusals.get(digest);
        if (refusal != null) {
            return refusal;
        }
        return script == null || !script.isFor(repository) ? Lookup.absent() : stream(script, window);
    }

    private Lookup<RemoteBlob> stream(BlobScript script, Window window) {
        if (window instanceof Window.Closed closed && script.ignoresRanges()) {
            return Lookup.unreachable(dependency, new IOException("no range " + closed.range()));
        }
        openStreams.incrementAndGet();
        return Lookup.found(new ScriptedStream(script, window, dependency, openStreams::decrementAndGet));
    }

    @Override
    public Dependency dependency() {
        return dependency;
    }
}
