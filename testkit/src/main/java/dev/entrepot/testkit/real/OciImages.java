package dev.entrepot.testkit.real;

import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.DigestAlgorithm;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/**
 * Builds real images from nothing, as an OCI image layout: gzipped layers with folders, files and a link, a
 * configuration, manifests and, for more than one platform, an index.
 *
 * @see <a href="https://github.com/opencontainers/image-spec/blob/main/image-layout.md">image-spec, image layout</a>
 */
public final class OciImages {

    private static final String OCI = "application/vnd.oci.image.";
    private static final String HOST = System.getProperty("os.arch").equals("aarch64") ? "arm64" : "amd64";
    private static final String OTHER = HOST.equals("amd64") ? "arm64" : "amd64";

    private final Path layout;
    private final List<String> entries = new ArrayList<>();

    private OciImages(Path layout) {
        this.layout = layout;
    }

    /** Images go to {@code layout}, an empty folder. */
    public static OciImages in(Path layout) {
        try {
            Files.createDirectories(layout.resolve("blobs/sha256"));
            Files.writeString(layout.resolve("oci-layout"), "{\"imageLayoutVersion\":\"1.0.0\"}");
        } catch (IOException e) {
            throw ChildProcess.unreadable(layout, e);
        }
        return new OciImages(layout);
    }

    /** The platform that {@link #multiPlatform} has besides this machine's, as {@code linux/arm64}. */
    public static String otherPlatform() {
        return "linux/" + OTHER;
    }

    /** An image of this machine's platform with one layer for each file. */
    public OciImage image(String tag, RandomFile... files) {
        Built built = build(HOST, List.of(files));
        return enter(tag, built.manifest(), built.layers(), List.of(files));
    }

    /** An index of two platforms, with one layer for each file in each. */
    public OciImage multiPlatform(String tag, RandomFile... files) {
        List<RandomFile> others = new ArrayList<>();
        for (RandomFile file : files) {
            others.add(new RandomFile(OTHER + "/" + file.path(), file.size()));
        }
        Built here = build(HOST, List.of(files));
        Built there = build(OTHER, others);
        Blob index = put(
                """
                {"schemaVersion":2,"mediaType":"%sindex.v1+json","manifests":[%s,%s]}""".formatted(
                                OCI,
                                here.manifest().descriptor(platform(HOST)),
                                there.manifest().descriptor(platform(OTHER))),
                "index.v1+json");
        List<OciImage.Layer> layers = new ArrayList<>(here.layers());
        layers.addAll(there.layers());
        return enter(tag, index, layers, List.of(files));
    }

    private Built build(String architecture, List<RandomFile> files) {
        List<LayerBlob> layers = files.stream().map(this::layer).toList();
        String diffIds = String.join(
                ",", layers.stream().map(layer -> "\"" + layer.diffId() + "\"").toList());
        Blob config = put("""
                {"architecture":"%s","os":"linux","config":{},"rootfs":{"type":"layers","diff_ids":[%s]}}""".formatted(architecture, diffIds), "config.v1+json");
        String descriptors = String.join(
                ",", layers.stream().map(layer -> layer.blob().descriptor("")).toList());
        Blob manifest = put("""
                {"schemaVersion":2,"mediaType":"%smanifest.v1+json","config":%s,"layers":[%s]}""".formatted(OCI, config.descriptor(""), descriptors), "manifest.v1+json");
        return new Built(
                manifest,
                layers.stream()
                        .map(layer -> new OciImage.Layer(
                                layer.blob().digest(), layer.blob().size()))
                        .toList());
    }

    private OciImage enter(String tag, Blob root, List<OciImage.Layer> layers, List<RandomFile> files) {
        entries.add(root.descriptor(",\"annotations\":{\"org.opencontainers.image.ref.name\":\"" + tag + "\"}"));
        try {
            Files.writeString(
                    layout.resolve("index.json"),
                    "{\"schemaVersion\":2,\"manifests\":[" + String.join(",", entries) + "]}");
        } catch (IOException e) {
            throw ChildProcess.unreadable(layout, e);
        }
        return new OciImage(layout, tag, root.digest(), layers, files);
    }

    private LayerBlob layer(RandomFile file) {
        Path temporary = layout.resolve("layer.tmp");
        MessageDigest blobHash = DigestAlgorithm.SHA256.newMessageDigest();
        MessageDigest tarHash = DigestAlgorithm.SHA256.newMessageDigest();
        try {
            try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(temporary), 1 << 16);
                    OutputStream tar =
                            new DigestOutputStream(new StoringGzip(new DigestOutputStream(out, blobHash)), tarHash)) {
                TarWriter writer = new TarWriter(tar);
                writer.add(file);
                writer.addLink("links/" + file.path().replace('/', '-'), "/" + file.path());
                writer.end();
            }
            Blob blob = new Blob("layer.v1.tar+gzip", digest(blobHash), Files.size(temporary));
            Files.move(temporary, blobFile(blob.digest()), StandardCopyOption.REPLACE_EXISTING);
            return new LayerBlob(blob, digest(tarHash));
        } catch (IOException e) {
            throw ChildProcess.unreadable(temporary, e);
        }
    }

    private Blob put(String json, String kind) {
        byte[] bytes = json.strip().getBytes(StandardCharsets.UTF_8);
        Digest digest = Digest.sha256(bytes);
        try {
            Files.write(blobFile(digest), bytes);
        } catch (IOException e) {
            throw ChildProcess.unreadable(blobFile(digest), e);
        }
        return new Blob(kind, digest, bytes.length);
    }

    private Path blobFile(Digest digest) {
        return layout.resolve("blobs/sha256").resolve(digest.hex());
    }

    private static String platform(String architecture) {
        return ",\"platform\":{\"architecture\":\"" + architecture + "\",\"os\":\"linux\"}";
    }

    private static Digest digest(MessageDigest hash) {
        return new Digest(DigestAlgorithm.SHA256, HexFormat.of().formatHex(hash.digest()));
    }

    private record Blob(String kind, Digest digest, long size) {

        String descriptor(String more) {
            return "{\"mediaType\":\"%s%s\",\"digest\":\"%s\",\"size\":%d%s}".formatted(OCI, kind, digest, size, more);
        }
    }

    private record LayerBlob(Blob blob, Digest diffId) {}

    private record Built(Blob manifest, List<OciImage.Layer> layers) {}

    /** Random bytes do not shrink, so deflating them would only take time. */
    private static final class StoringGzip extends GZIPOutputStream {

        StoringGzip(OutputStream out) throws IOException {
            super(out, 1 << 16);
            def.setLevel(Deflater.NO_COMPRESSION);
        }
    }
}
