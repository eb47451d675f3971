package dev.entrepot.proxy.cli;

import dev.entrepot.proxy.fsck.FsckAnswer;

/** Where the progress of a check is shown. */
interface FsckScreen extends AutoCloseable {

    FsckScreen NONE = new FsckScreen() {
        @Override
        public void show(FsckAnswer now) {}

        @Override
        public void close() {}
    };

    static FsckScreen of(FsckBar bar) {
        return new FsckScreen() {
            @Override
            public void show(FsckAnswer now) {
                long found =
                        now.found().values().stream().mapToLong(Long::longValue).sum();
                bar.show(now.phase(), now.done(), now.total(), now.checked().bytesRead(), found);
            }

            @Override
            public void close() {
                bar.close();
            }
        };
    }

    void show(FsckAnswer now);

    @Override
    void close();
}
