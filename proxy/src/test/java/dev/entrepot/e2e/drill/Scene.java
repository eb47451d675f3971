package dev.entrepot.e2e.drill;

import dev.entrepot.testkit.real.Lab;
import dev.entrepot.testkit.real.OciImage;
import dev.entrepot.testkit.real.OciImages;
import dev.entrepot.testkit.real.RandomFile;
import dev.entrepot.testkit.real.RealEntrepot;
import dev.entrepot.testkit.real.RealRegistry;
import dev.entrepot.testkit.real.RealS3;
import dev.entrepot.testkit.real.ThrottledTcp;
import java.util.ArrayList;
import java.util.List;

/** Who takes part: an upstream, a bucket and entrepot between lines that can be made bad, each a process of its own. */
final class Scene {

    private static final int[] LAYERS = {1_500_000, 400_000, 20_000};

    /** Of an image: its layers, its configuration and its manifest. */
    static final int BLOBS = LAYERS.length + 2;

    private final OciImages images;
    private final RealRegistry upstream;
    private final RealS3 bucket;
    private final ThrottledTcp upstreamLine;
    private final ThrottledTcp bucketLine;
    private final RealEntrepot entrepot;
    private int pushed;

    Scene(Lab lab) {
        images = lab.images();
        upstream = lab.registry("upstream");
        bucket = lab.s3();
        upstreamLine = lab.lineTo(upstream.port());
        bucketLine = lab.lineTo(bucket.port());
        entrepot = lab.entrepot(yaml());
    }

    /** With less room than the images take, so that there are misses all the time. */
    private String yaml() {
        return """
                capacity: 48MiB
                min-free: 0B
                default-upstream: up.test
                upstreams: {up.test: {url: "%s", tag-ttl: 3s}}
                %s""".formatted(upstreamLine.url(), RealS3.yaml(bucketLine.port(), ""));
    }

    /** Images that nobody has ever pulled. */
    List<Image> push(int count) {
        List<Image> fresh = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String name = "app" + ++pushed;
            RandomFile[] files = new RandomFile[LAYERS.length];
            for (int layer = 0; layer < files.length; layer++) {
                files[layer] = new RandomFile("opt/" + name + "/" + layer, LAYERS[layer] + pushed);
            }
            OciImage image = images.image(name, files);
            upstream.push(image, "team/" + name);
            fresh.add(new Image("team/" + name, name, image.digest()));
        }
        return fresh;
    }

    RealEntrepot entrepot() {
        return entrepot;
    }

    RealS3 bucket() {
        return bucket;
    }

    List<Trouble> troubles() {
        return List.of(new Trouble("upstream stopped", true, upstream::stop, upstream::start));
    }

    /** What entrepot says is wrong; empty when nothing is. */
    boolean isWell() {
        return entrepot.admin("/readyz").contains("\"ready\"");
    }
}
