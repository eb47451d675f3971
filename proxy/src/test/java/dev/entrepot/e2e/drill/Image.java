package dev.entrepot.e2e.drill;

import dev.entrepot.core.oci.Digest;

/** @param digest of its manifest */
record Image(String repository, String tag, Digest digest) {

    String manifest() {
        return "/v2/" + repository + "/manifests/" + tag;
    }

    String blob(Digest blob) {
        return "/v2/" + repository + "/blobs/" + blob;
    }
}
