package dev.entrepot.proxy.hosts;

import com.fasterxml.jackson.databind.JsonNode;
import dev.entrepot.proxy.manifest.BoundedJson;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.security.GeneralSecurityException;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/** Asks one host what containerd will ask it, and says what is not as it should be. */
final class EndpointCheck {

    private static final String ACCEPT = "application/vnd.docker.distribution.manifest.v2+json, "
            + "application/vnd.docker.distribution.manifest.list.v2+json, "
            + "application/vnd.oci.image.manifest.v1+json, application/vnd.oci.image.index.v1+json, */*";

    /** Of no digest: entrepot says whether it knows the registry before that, and asks nobody. */
    private static final String NO_DIGEST = "/entrepot/check/manifests/sha256:none";

    private static final String NOBODY = "nobody.invalid";
    private static final String UNKNOWN_REGISTRY = "is not configured here";

    private final NamedHost host;
    private final String registry;
    private final List<Remark> remarks = new ArrayList<>();

    private EndpointCheck(NamedHost host, String registry) {
        this.host = host;
        this.registry = registry;
    }

    /**
     * @param registry as images name it
     * @param image path and tag, or path and digest, of an image of that registry to be asked for; else nobody is asked
     *     for anything upstream
     */
    static List<Remark> of(NamedHost host, String registry, Optional<CheckedImage> image) {
        EndpointCheck check = new EndpointCheck(host, registry);
        try (Endpoint endpoint = new Endpoint(host, registry)) {
            if (check.isRegistry(endpoint) && check.knowsTheRegistry(endpoint)) {
                check.servesImages(endpoint, image);
            }
        } catch (IOException e) {
            check.failed(e);
        } catch (GeneralSecurityException e) {
            check.bad("its ca or client cannot be used: " + e.getMessage());
        }
        return check.remarks;
    }

    private void failed(IOException e) {
        String why = e.getMessage() == null ? e.toString() : e.getMessage();
        if (!(e instanceof SSLException)) {
            bad("nobody answers (" + why + "): is entrepot running, and is this where it listens?");
        } else {
            bad("TLS fails (" + why + "): name its authority in hosts.toml with  ca = \"ca.pem\", and what it asks"
                    + " to be shown with  client");
        }
    }

    private boolean isRegistry(Endpoint endpoint) throws IOException {
        HttpResponse<byte[]> ping = endpoint.ask("GET", "/");
        if (ping.statusCode() == 401) {
            return bad(
                    "asks for a password: containerd would show it the registry's own; let nodes in by clients.allow, "
                            + "or give them a token (docs/clients.md)");
        }
        if (ping.statusCode() != 200) {
            return bad("answers " + ping.statusCode()
                    + " to /v2/: this is no registry, or it does not let this machine in");
        }
        good("answers" + ping.sslSession().map(EndpointCheck::tls).orElse(", without TLS"));
        HttpResponse<byte[]> head = endpoint.ask("HEAD", "/");
        return head.statusCode() == 200 || bad("answers " + head.statusCode() + " to HEAD: tags cannot be resolved");
    }

    private static String tls(SSLSession session) {
        try {
            Certificate certificate = session.getPeerCertificates()[0];
            return ", " + session.getProtocol()
                    + (certificate instanceof X509Certificate x509 ? ", certificate until " + x509.getNotAfter() : "");
        } catch (SSLPeerUnverifiedException e) {
            return ", " + session.getProtocol();
        }
    }

    private boolean knowsTheRegistry(Endpoint endpoint) throws IOException {
        if (!endpoint.askInTheNameOf(NOBODY, NO_DIGEST).contains(UNKNOWN_REGISTRY)) {
            return bad("does not answer as entrepot does: is another registry there?");
        }
        if (endpoint.askInTheNameOf(registry, NO_DIGEST).contains(UNKNOWN_REGISTRY)) {
            return bad("does not know ns=" + registry + ": add it to the upstreams of entrepot.yaml there");
        }
        good("knows ns=" + registry);
        return true;
    }

    private void servesImages(Endpoint endpoint, Optional<CheckedImage> image) throws IOException {
        if (image.isEmpty()) {
            remarks.add(
                    Remark.note(host.name() + ": no image was asked for; name one with --image " + registry + "/…"));
            return;
        }
        String manifests = "/" + image.get().path() + "/manifests/";
        HttpResponse<byte[]> head = endpoint.ask("HEAD", manifests + image.get().reference(), "Accept", ACCEPT);
        Optional<String> digest = head.headers().firstValue("Docker-Content-Digest");
        if (head.statusCode() != 200 || digest.isEmpty()) {
            bad("answers " + head.statusCode() + " to HEAD for " + image.get() + ": its access log says why");
            return;
        }
        good("HEAD names " + image.get() + " as " + digest.get());
        JsonNode manifest = BoundedJson.read(
                endpoint.ask("GET", manifests + digest.get(), "Accept", ACCEPT).body());
        JsonNode child = manifest.path("manifests").path(0).path("digest");
        if (child.isTextual()) {
            manifest = BoundedJson.read(endpoint.ask("GET", manifests + child.asText(), "Accept", ACCEPT)
                    .body());
        }
        servesRanges(
                endpoint,
                "/" + image.get().path() + "/blobs/"
                        + manifest.path("config").path("digest").asText(""));
    }

    private void servesRanges(Endpoint endpoint, String blob) throws IOException {
        HttpResponse<byte[]> range = endpoint.ask("GET", blob, "Range", "bytes=0-0");
        if (range.statusCode() == 206 && range.body().length == 1) {
            good("Range is understood");
        } else {
            bad("answers " + range.statusCode() + " to a Range: broken pulls begin again; is something in between?");
        }
    }

    private void good(String what) {
        remarks.add(Remark.good(host.name() + ": " + what));
    }

    /** Always false, as the outcome of what found it. */
    private boolean bad(String what) {
        remarks.add(Remark.bad(host.name() + ": " + what));
        return false;
    }
}
