package dev.entrepot.testkit.bucket;

import dev.entrepot.core.bucket.Bucket;

class InMemoryBucketTest extends BucketContract {

    private final InMemoryBucket bucket = new InMemoryBucket();

    @Override
    protected Bucket bucket() {
        return bucket;
    }

    @Override
    protected int unfinishedUploads() {
        return bucket.unfinishedUploads();
    }
}
