#include "core/http/probe.hpp"

#include "core/curl/transfer.hpp"

namespace megactl::http {
namespace {

// The head has told all that is asked.
std::size_t leave_body(const char* /*bytes*/, std::size_t /*size*/, std::size_t /*count*/, void* /*nobody*/) {
    return 0;
}

}  // namespace

Result<int> probe(const std::string& url, os::Deadline deadline) {
    curl::Transfer request(url, "http,https");
    if (!request.end_by(deadline)) return problem("no answer in time");
    request.set(CURLOPT_USERAGENT, "megactl").set(CURLOPT_WRITEFUNCTION, &leave_body);
    const CURLcode code = request.perform();
    const bool has_answered = code == CURLE_OK || (code == CURLE_WRITE_ERROR && request.status() != 0);
    if (!has_answered) return problem(request.reason_of(code));
    return request.status();
}

}  // namespace megactl::http
