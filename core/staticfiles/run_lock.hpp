#pragma once

#include <stop_token>
#include <string>

namespace megactl::staticfiles {

// That this run alone writes into a folder. It ends with this object, and with the process, however that ends.
class RunLock {
public:
    // Waits while another run has it, and tells which one that is: a note beside the lock names its process. Gives up
    // when `stop` is asked for. `folder` is open and must outlive this; `name` is what people read.
    RunLock(int folder, const std::string& name, const std::stop_token& stop);
    RunLock(const RunLock&) = delete;
    RunLock& operator=(const RunLock&) = delete;
    ~RunLock();

    // False after a stop, and where the file system knows no locks: then each run is on its own.
    bool is_held() const { return is_held_; }

private:
    void wait(const std::string& name, const std::stop_token& stop);
    void write_note() const;

    int folder_;
    bool is_held_ = false;
};

}  // namespace megactl::staticfiles
