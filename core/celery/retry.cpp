#include "core/celery/retry.hpp"

namespace megactl::celery {

Message retry_of(const Message& message, Time eta) {
    Message retry = message;
    ++retry.retries;
    retry.eta = eta;
    if (retry.root_id.empty()) retry.root_id = message.id;
    retry.parent_id = message.id;
    retry.is_redelivered = false;
    return retry;
}

}  // namespace megactl::celery
