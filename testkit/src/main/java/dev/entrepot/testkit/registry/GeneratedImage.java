package dev.entrepot.testkit.registry;

import dev.entrepot.testkit.registry.content.ImageFixture;
import dev.entrepot.testkit.registry.content.IndexFixture;
import dev.entrepot.testkit.registry.content.MediaTypes;
import dev.entrepot.testkit.registry.content.Part;
import java.io.PrintStream;
import java.util.List;
import java.util.stream.IntStream;

/** What {@link FakeRegistryMain} serves: one image, or one per platform under an index. */
record GeneratedImage(String repository, String tag, Part manifest, List<ImageFixture> images) {

    private static final List<String> ARCHITECTURES = List.of("amd64", "arm64");

    static GeneratedImage of(MainOptions options) {
        int platforms = options.number("platforms", 1);
        if (platforms < 1 || platforms > ARCHITECTURES.size()) {
            throw new IllegalArgumentException("--platforms is 1 or 2, not " + platforms);
        }
        List<ImageFixture> images = IntStream.range(0, platforms)
                .mapToObj(number -> image(options, number))
                .toList();
        Part manifest = platforms == 1
                ? images.getFirst().manifest()
                : IndexFixture.of(MediaTypes.OCI, images.toArray(ImageFixture[]::new))
                        .manifest();
        return new GeneratedImage(
                options.text("repository", "library/demo"), options.text("tag", "latest"), manifest, images);
    }

    private static ImageFixture image(MainOptions options, int platform) {
        ImageFixture.Builder builder = ImageFixture.builder(options.number("seed", 1) + 1_000L * platform)
                .layers(options.sizes("layers", "1MiB,4MiB"))
                .architecture(ARCHITECTURES.get(platform));
        return options.isTrue("raw") ? builder.raw().build() : builder.build();
    }

    void addTo(RegistryServer server) {
        images.forEach(image -> server.addImage(repository, null, image));
        server.addManifest(repository, tag, manifest);
    }

    void describe(PrintStream out) {
        out.println("repository=" + repository);
        out.println("tag=" + tag);
        out.println("digest=" + manifest.digest());
        out.println("media-type=" + manifest.mediaType());
        for (int i = 0; i < images.size(); i++) {
            describe(out, images.size() == 1 ? "" : "platform." + i + ".", images.get(i));
        }
    }

    private static void describe(PrintStream out, String prefix, ImageFixture image) {
        out.println(prefix + "architecture=" + image.architecture());
        out.println(prefix + "manifest=" + image.digest());
        out.println(prefix + "config=" + image.config().digest());
        for (int i = 0; i < image.layers().size(); i++) {
            Part layer = image.layer(i);
            out.println(prefix + "layer." + i + "=" + layer.digest());
            out.println(prefix + "layer." + i + ".size=" + layer.size());
        }
    }
}
