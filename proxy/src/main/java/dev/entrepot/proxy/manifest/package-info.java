/** Reading what manifests name. The bytes themselves are never parsed and written again. */
@NullMarked
package dev.entrepot.proxy.manifest;

import org.jspecify.annotations.NullMarked;
