package dev.entrepot.proxy.demo.upstream;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * What the upstream has; the same bytes in every run.
 *
 * @param app three layers, 32 MiB
 * @param sibling shares two layers with {@code app}, as images built on one base do
 * @param crowd three layers, 16 MiB, nothing in common with the others
 * @param damaged its one large layer is what the upstream will get wrong
 */
public record DemoImages(DemoImage app, DemoImage sibling, DemoImage crowd, DemoImage damaged) {

    private static final int MIB = 1 << 20;
    private static final long SEED = 0x656e747265706f74L;

    public static DemoImages make() {
        byte[] random = new byte[20 * MIB];
        new SplittableRandom(SEED).nextBytes(random);
        DemoBlob base = LayerTar.layer("base", ByteBuffer.wrap(random, 0, 20 * MIB));
        DemoBlob runtime = LayerTar.layer("runtime", ByteBuffer.wrap(random, MIB, 9 * MIB));
        return new DemoImages(
                DemoImage.of(
                        "shop/web", "1.0", base, runtime, LayerTar.layer("web", ByteBuffer.wrap(random, 0, 3 * MIB))),
                DemoImage.of(
                        "shop/mail", "1.0", base, runtime, LayerTar.layer("mail", ByteBuffer.wrap(random, 0, 2 * MIB))),
                DemoImage.of(
                        "shop/stock",
                        "2.0",
                        LayerTar.layer("base-2", ByteBuffer.wrap(random, 0, 11 * MIB)),
                        LayerTar.layer("runtime-2", ByteBuffer.wrap(random, MIB, 4 * MIB)),
                        LayerTar.layer("stock", ByteBuffer.wrap(random, 0, MIB))),
                DemoImage.of("shop/till", "3.0", LayerTar.layer("till", ByteBuffer.wrap(random, 0, 8 * MIB))));
    }

    /**
     * Images of one layer that have no digest in common, and take the memory of one.
     *
     * @param bytes of each layer, a little more with what a tar adds
     */
    public static List<DemoImage> alike(int count, int bytes) {
        byte[] random = new byte[bytes];
        new SplittableRandom(SEED).nextBytes(random);
        return IntStream.range(0, count)
                .mapToObj(n ->
                        DemoImage.of("shop/shelf-" + n, "1.0", LayerTar.layer("shelf-" + n, ByteBuffer.wrap(random))))
                .toList();
    }

    public List<DemoImage> all() {
        return List.of(app, sibling, crowd, damaged);
    }
}
