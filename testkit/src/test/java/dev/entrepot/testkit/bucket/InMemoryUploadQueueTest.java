package dev.entrepot.testkit.bucket;

import dev.entrepot.core.upload.UploadQueue;

class InMemoryUploadQueueTest extends UploadQueueContract {

    private final InMemoryUploadQueue queue = new InMemoryUploadQueue();

    @Override
    protected UploadQueue queue() {
        return queue;
    }
}
