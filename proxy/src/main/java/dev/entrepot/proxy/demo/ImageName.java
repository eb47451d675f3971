package dev.entrepot.proxy.demo;

import dev.entrepot.core.oci.Digest;
import dev.entrepot.proxy.demo.upstream.DemoImage;

/** An image as its users know it; its registry is named to entrepot as containerd does, by {@code ns}. */
record ImageName(String registry, String repository, String tag) {

    static ImageName of(String registry, DemoImage image) {
        return new ImageName(registry, image.repository(), image.tag());
    }

    String manifest() {
        return target("manifests", tag);
    }

    String blob(Digest digest) {
        return target("blobs", digest.toString());
    }

    private String target(String kind, String reference) {
        return "/v2/" + repository + "/" + kind + "/" + reference + "?ns=" + registry;
    }
}
