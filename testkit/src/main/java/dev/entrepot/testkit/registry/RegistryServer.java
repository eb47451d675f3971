package dev.entrepot.testkit.registry;

import dev.entrepot.core.oci.AttachedTag;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.DigestAlgorithm;
import dev.entrepot.core.oci.OciErrorCode;
import dev.entrepot.core.oci.Repository;
import dev.entrepot.testkit.registry.content.BlobContent;
import dev.entrepot.testkit.registry.content.ImageFixture;
import dev.entrepot.testkit.registry.content.IndexFixture;
import dev.entrepot.testkit.registry.content.MediaTypes;
import dev.entrepot.testkit.registry.content.Part;
import dev.entrepot.testkit.registry.fault.FaultyServer;
import dev.entrepot.testkit.registry.wire.Answer;
import dev.entrepot.testkit.registry.wire.Pace;
import dev.entrepot.testkit.registry.wire.Request;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A pull-only registry in memory, without JUnit; it listens from the start. */
public class RegistryServer extends FaultyServer {

    private final Catalog catalog = new Catalog();
    private final Access access = new Access();
    private final Cdn cdn = Cdn.start(catalog);
    private final TokenServer tokens = TokenServer.start(access);
    private final Redirects redirects = new Redirects(catalog, cdn);
    private final Lists lists = new Lists(catalog);

    RegistryServer(int port) {
        super(port);
    }

    /** @param port or 0 for any */
    public static RegistryServer listening(int port) {
        RegistryServer server = new RegistryServer(port);
        server.listen();
        return server;
    }

    // What it holds.

    public final Digest addBlob(String repository, byte[] bytes) {
        return addBlob(repository, BlobContent.of(bytes));
    }

    public final Digest addBlob(String repository, BlobContent content) {
        return addBlob(repository, content, DigestAlgorithm.SHA256);
    }

    public final Digest addBlob(String repository, BlobContent content, DigestAlgorithm algorithm) {
        return addBlob(repository, content.digest(algorithm), content);
    }

    /** Serves {@code content} under {@code digest}, whether it has it or not. */
    public final Digest addBlob(String repository, Digest digest, BlobContent content) {
        catalog.putBlob(repository, digest, content);
        return digest;
    }

    /** @param tag or null */
    public final Digest addManifest(String repository, @Nullable String tag, String mediaType, byte[] bytes) {
        BlobContent content = BlobContent.of(bytes);
        return addManifest(repository, tag, new Part(mediaType, content, content.sha256()));
    }

    /** Serves the part under its digest and, if there is one, under the tag. */
    public final Digest addManifest(String repository, @Nullable String tag, Part manifest) {
        catalog.putManifest(repository, manifest);
        if (tag != null) {
            catalog.tag(repository, tag, manifest.digest());
        }
        return manifest.digest();
    }

    /** The manifest, its config and its layers. */
    public final Digest addImage(String repository, @Nullable String tag, ImageFixture image) {
        image.blobs().forEach(blob -> catalog.putBlob(repository, blob.digest(), blob.content()));
        return addManifest(repository, tag, image.manifest());
    }

    /** The index and all its images. */
    public final Digest addIndex(String repository, @Nullable String tag, IndexFixture index) {
        index.images().forEach(image -> addImage(repository, null, image));
        return addManifest(repository, tag, index.manifest());
    }

    /** An artifact that names {@code subject} as what it is about. */
    public final Digest addReferrer(String repository, Digest subject, String artifactType) {
        String empty = "{\"mediaType\":\"application/vnd.oci.empty.v1+json\",\"digest\":\""
                + addBlob(repository, "{}".getBytes(StandardCharsets.UTF_8)) + "\",\"size\":2}";
        String json = "{\"schemaVersion\":2,\"mediaType\":\"" + MediaTypes.OCI.manifest() + "\",\"artifactType\":\""
                + artifactType + "\",\"config\":" + empty + ",\"layers\":[" + empty + "],\"subject\":{\"mediaType\":\""
                + MediaTypes.OCI.manifest() + "\",\"digest\":\"" + subject
                + "\",\"size\":2},\"annotations\":{\"number\":\""
                + catalog.referrers(repository, subject).size() + "\"}}";
        byte[] manifest = json.getBytes(StandardCharsets.UTF_8);
        Digest digest = addManifest(repository, null, MediaTypes.OCI.manifest(), manifest);
        catalog.refer(
                repository,
                subject,
                "{\"mediaType\":\"" + MediaTypes.OCI.manifest() + "\",\"digest\":\"" + digest + "\",\"size\":"
                        + manifest.length + ",\"artifactType\":\"" + artifactType + "\"}");
        return digest;
    }

    /** The same list under the tag that stands for it where there is no API, as a client makes it. */
    public final void tagReferrers(String repository, Digest subject) {
        byte[] index = Lists.index(catalog.referrers(repository, subject)).getBytes(StandardCharsets.UTF_8);
        addManifest(
                repository,
                AttachedTag.ofReferrers(new Repository("any", repository), subject)
                        .tag(),
                MediaTypes.OCI.index(),
                index);
    }

    public final void tag(String repository, String tag, Digest digest) {
        catalog.tag(repository, tag, digest);
    }

    public final void untag(String repository, String tag) {
        catalog.untag(repository, tag);
    }

    public final void removeBlob(String repository, Digest digest) {
        catalog.removeBlob(repository, digest);
    }

    public final void removeManifest(String repository, Digest digest) {
        catalog.removeManifest(repository, digest);
    }

    // How it behaves.

    public final Access access() {
        return access;
    }

    /** Every repository needs these credentials, as ECR's do. */
    public final Access requireBasic(String user, String password) {
        access.basic(user, password);
        return access;
    }

    /** Every request needs a token, also for public repositories, as Docker Hub's do. */
    public final TokenServer requireTokens() {
        access.bearer(tokens);
        return tokens;
    }

    public final TokenServer tokens() {
        return tokens;
    }

    public final Lists lists() {
        return lists;
    }

    public final Redirects redirects() {
        return redirects;
    }

    /** Blobs come from signed URLs on another port. */
    public final Cdn redirectBlobs() {
        redirects.toCdn();
        return cdn;
    }

    public final Cdn cdn() {
        return cdn;
    }

    /** What all connections, of its CDN as well, may send together in a second. */
    public final void upstreamRate(long bytesPerSecond) {
        Pace pace = new Pace(bytesPerSecond);
        rate(pace);
        cdn.rate(pace);
    }

    /** Registry, token server and CDN at once: see {@link #stopListening()}. */
    public final void stopAll() {
        all().forEach(FaultyServer::stopListening);
    }

    public final void startAll() {
        all().forEach(FaultyServer::startListening);
    }

    /** Registry, token server and CDN at once: see {@link #pause()}. */
    public final void pauseAll() {
        all().forEach(FaultyServer::pause);
    }

    public final void resumeAll() {
        all().forEach(FaultyServer::resume);
    }

    private List<FaultyServer> all() {
        return List.of(this, tokens, cdn);
    }

    @Override
    public void reset() {
        super.reset();
        access.none();
        redirects.none();
        lists.none();
        tokens.reset();
        cdn.reset();
    }

    @Override
    public void close() {
        super.close();
        tokens.close();
        cdn.close();
    }

    // What it answers.

    @Override
    protected final Optional<Answer> refusal(Request request) {
        return switch (RegistryPath.parse(request.path())) {
            case RegistryPath.Base base -> access.refusal(request, null);
            case RegistryPath.Manifest manifest -> access.refusal(request, manifest.repository());
            case RegistryPath.Blob blob -> access.refusal(request, blob.repository());
            case RegistryPath.Tags tags -> access.refusal(request, tags.repository());
            case RegistryPath.Referrers referrers -> access.refusal(request, referrers.repository());
            case RegistryPath.Other other -> Optional.empty();
        };
    }

    @Override
    protected final Answer answer(Request request) {
        if (!request.method().equals("GET") && !request.isHead()) {
            return Answer.error(OciErrorCode.UNSUPPORTED.error("this registry is read-only"));
        }
        Answer answer = switch (RegistryPath.parse(request.path())) {
            case RegistryPath.Base base -> Answer.text(200, "application/json", "{}");
            case RegistryPath.Manifest manifest -> manifest(request, manifest);
            case RegistryPath.Blob blob -> blob(request, blob);
            case RegistryPath.Tags path -> tags(request, path.repository());
            case RegistryPath.Referrers path -> lists.referrers(request, path);
            case RegistryPath.Other other -> other(request);
        };
        return answer.withHeader("Docker-Distribution-API-Version", "registry/2.0");
    }

    private Answer manifest(Request request, RegistryPath.Manifest path) {
        Digest digest = Digest.looksLikeDigest(path.reference())
                ? Digest.parse(path.reference())
                : catalog.tagged(path.repository(), path.reference());
        Part manifest = digest == null ? null : catalog.manifest(path.repository(), digest);
        return manifest == null
                ? unknown(path.repository(), OciErrorCode.MANIFEST_UNKNOWN)
                : ContentAnswers.manifest(request, manifest);
    }

    private Answer blob(Request request, RegistryPath.Blob path) {
        Digest digest = Digest.parse(path.digest());
        BlobContent content = catalog.blob(path.repository(), digest);
        if (content == null) {
            return unknown(path.repository(), OciErrorCode.BLOB_UNKNOWN);
        }
        Answer redirect = redirects.redirect(request, digest);
        return redirect == null ? ContentAnswers.blob(request, digest, content) : redirect;
    }

    private Answer tags(Request request, String repository) {
        return catalog.has(repository)
                ? lists.tags(request, repository)
                : unknown(repository, OciErrorCode.NAME_UNKNOWN);
    }

    private Answer other(Request request) {
        return request.path().startsWith(Redirects.ARTIFACTS)
                ? redirects.artifact(request)
                : Answer.text(404, "text/plain", "404 page not found\n");
    }

    private Answer unknown(String repository, OciErrorCode code) {
        return catalog.has(repository)
                ? Answer.error(code.error("unknown to " + repository))
                : Answer.error(OciErrorCode.NAME_UNKNOWN.error("repository name not known to registry"));
    }
}
