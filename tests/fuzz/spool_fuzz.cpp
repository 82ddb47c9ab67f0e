// The bytes of a spool's segment: what is read of them is whole, lies within them, and is written back the same.

#include "core/links/click_record.hpp"

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace megactl::links;
    const std::string bytes(data, data + size);
    const HeaderReading header = read_header(bytes);
    if (header.size > size) __builtin_trap();
    std::string again;
    if (header.size > 0) {
        append_header(again, header.header);
        if (again != bytes.substr(0, header.size)) __builtin_trap();
    }
    const std::string rest = bytes.substr(header.size);
    const RecordsReading records = read_records(rest, std::numeric_limits<std::size_t>::max());
    if (records.size > rest.size()) __builtin_trap();
    again.clear();
    for (const Click& click : records.clicks)
        append_record(again, click);
    const RecordsReading reread = read_records(again, std::numeric_limits<std::size_t>::max());
    if (reread.clicks.size() != records.clicks.size() || reread.size != again.size()) __builtin_trap();
    return 0;
}
