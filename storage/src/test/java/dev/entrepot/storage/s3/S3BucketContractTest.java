package dev.entrepot.storage.s3;

import dev.entrepot.core.bucket.Bucket;
import dev.entrepot.testkit.bucket.BucketContract;
import dev.entrepot.testkit.bucket.S3Server;
import org.junit.jupiter.api.AfterEach;

class S3BucketContractTest extends BucketContract {

    private final S3Server server = S3Server.start();
    private final S3Bucket bucket = S3Fixture.bucket(server);

    @Override
    protected Bucket bucket() {
        return bucket;
    }

    @Override
    protected int unfinishedUploads() {
        return server.unfinishedUploads();
    }

    /** As S3 wants it. */
    @Override
    protected int partSize() {
        return 5 << 20;
    }

    @AfterEach
    void close() {
        bucket.close();
        server.close();
    }
}
