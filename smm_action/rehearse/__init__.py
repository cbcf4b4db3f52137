"""The calendar replayed against the sandbox in virtual time: real ticks, a cron that is late, runners that die."""
