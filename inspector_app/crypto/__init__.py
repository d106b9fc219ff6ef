"""Every cryptographic call of the product: keys, certificates, envelopes, vault, file encryption.

Called by records, storage, services and the bureau. The only room that may import `cryptography`;
must never know what an inspection is.
"""
