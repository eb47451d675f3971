/** The bucket by S3, against a server that nobody here wrote. */
@NullMarked
package dev.entrepot.storage.s3;

import org.jspecify.annotations.NullMarked;
