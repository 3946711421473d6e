#ifndef CTORCH_TYPES_H
#define CTORCH_TYPES_H

/// One tensor, owned by whoever holds the handle.
typedef struct ct_tensor_s *ct_tensor;

/// A weight packed for products, owned by whoever holds the handle.
typedef struct ct_packed_s *ct_packed;

#endif
