//! When requests may go: a queue of times. It has no clock, it is told what time it is.

use std::collections::VecDeque;
use std::task::Waker;
use std::time::Duration;

use super::{MOST_TOLD, Quota};

/// At most so many requests in any stretch of time of this length.
#[derive(Debug, Clone, Copy)]
pub(super) struct Budget {
    pub(super) requests: usize,
    pub(super) period: Duration,
}

/// Who may go, and when.
///
/// Each who waits has a time of its own from the moment it asks, and goes at that time whether
/// or not those before it have gone: a future that nobody polls delays no other. What has really
/// gone is kept apart, and has the last word.
#[derive(Debug, Default)]
pub(super) struct Schedule {
    budget: Option<Budget>,
    /// When the requests of the last period went, in order.
    gone: VecDeque<Duration>,
    /// Those who wait, in the order of their tickets, which is that of their times.
    waiting: VecDeque<Waiting>,
    told: Vec<Told>,
    tickets: u64,
    /// Whether the times are to be given out anew: someone left before its time, so that those
    /// behind it move up, or the server has spoken.
    is_stale: bool,
}

#[derive(Debug)]
struct Waiting {
    ticket: u64,
    at: Duration,
    waker: Option<Waker>,
}

/// A quota that the server spoke of.
#[derive(Debug, Clone, Copy)]
struct Told {
    until: Duration,
    left: u64,
}

impl Schedule {
    pub(super) fn new(budget: Option<Budget>) -> Self {
        Self {
            budget,
            ..Self::default()
        }
    }

    pub(super) fn budget(&self) -> Option<Budget> {
        self.budget
    }

    pub(super) fn waiting(&self) -> usize {
        self.waiting.len()
    }

    /// When one that asks now may go.
    pub(super) fn next(&mut self, now: Duration) -> Next {
        self.refresh(now);
        let own = self.own(self.waiting.len(), now);
        let at = self.told(self.waiting.len(), own);
        Next {
            at,
            is_told: at > own,
        }
    }

    /// Takes that time, which the ticket is for.
    pub(super) fn book(&mut self, next: Next) -> u64 {
        self.tickets += 1;
        self.waiting.push_back(Waiting {
            ticket: self.tickets,
            at: next.at,
            waker: None,
        });
        self.tickets
    }

    /// Goes, where it is time, and says who is to be woken then; else says when it will be.
    pub(super) fn go(&mut self, ticket: u64, now: Duration) -> Result<Option<Waker>, Next> {
        self.refresh(now);
        let Some(place) = self.place(ticket) else {
            return Ok(None);
        };
        if self.waiting[place].at <= now && !self.is_free() {
            // Others went later than they might have.
            self.reschedule(now);
        }
        let at = self.waiting[place].at;
        if at > now {
            let is_told = at > self.own(place, now);
            return Err(Next { at, is_told });
        }
        if self.budget.is_some() {
            self.gone.push_back(now);
        }
        for told in &mut self.told {
            told.left = told.left.saturating_sub(1);
        }
        Ok(self.leave(place))
    }

    /// Has this waker woken when its time may have changed; gives back the one before.
    pub(super) fn rouse(&mut self, ticket: u64, waker: &Waker) -> Option<Waker> {
        let place = self.place(ticket)?;
        match &mut self.waiting[place].waker {
            Some(known) if known.will_wake(waker) => None,
            known => known.replace(waker.clone()),
        }
    }

    /// Gives a time back, and says who is to be woken to move up.
    pub(super) fn cancel(&mut self, ticket: u64) -> Option<Waker> {
        let place = self.place(ticket)?;
        self.is_stale = true;
        self.leave(place)
    }

    /// Heeds a statement of the server's. Those that last hold side by side, since answers overtake
    /// each other and a server may count by the minute and by the day; each is over at its time.
    pub(super) fn heed(&mut self, quota: Quota, now: Duration) {
        let new = Told {
            until: now.saturating_add(quota.window),
            left: quota.remaining,
        };
        self.refresh(now);
        if new.until <= now || self.told.iter().any(|told| told.implies(new)) {
            return;
        }
        self.told.retain(|told| !new.implies(*told));
        self.told.push(new);
        self.is_stale = true;
        if self.told.len() > MOST_TOLD {
            self.told.sort_unstable_by_key(|told| told.left);
            self.told.truncate(MOST_TOLD);
        }
    }

    /// Whether one request may go by what has gone, and by the server.
    fn is_free(&self) -> bool {
        let has_budget = |budget: Budget| self.gone.len() < budget.requests;
        self.budget.is_none_or(has_budget) && self.told.iter().all(|told| told.left > 0)
    }

    /// Forgets what is over, and sees to it that the times are right.
    fn refresh(&mut self, now: Duration) {
        let period = self.budget.map_or(Duration::ZERO, |budget| budget.period);
        let is_over = |gone: &Duration| gone.saturating_add(period) <= now;
        while self.gone.front().is_some_and(is_over) {
            self.gone.pop_front();
        }
        self.told.retain(|told| told.until > now);
        if std::mem::take(&mut self.is_stale) {
            self.reschedule(now);
        }
    }

    /// Gives all who wait new times, in their order.
    fn reschedule(&mut self, now: Duration) {
        for place in 0..self.waiting.len() {
            self.waiting[place].at = self.told(place, self.own(place, now));
        }
    }

    /// When the one at this place may go by the budget, and by those who wait before it.
    fn own(&self, place: usize, now: Duration) -> Duration {
        let before = place.checked_sub(1).map(|before| self.waiting[before].at);
        let at = now.max(before.unwrap_or_default());
        let Some(Budget { requests, period }) = self.budget else {
            return at;
        };
        let gone = self.gone.len();
        match (gone + place).checked_sub(requests) {
            Some(earlier) if earlier < gone => at.max(self.gone[earlier].saturating_add(period)),
            Some(earlier) => at.max(self.waiting[earlier - gone].at.saturating_add(period)),
            None => at,
        }
    }

    /// When it may go by the server too. All who wait before it go no later than it does.
    fn told(&self, place: usize, own: Duration) -> Duration {
        self.told.iter().fold(own, |at, told| {
            if at < told.until && place as u64 >= told.left {
                told.until
            } else {
                at
            }
        })
    }

    fn place(&self, ticket: u64) -> Option<usize> {
        self.waiting
            .binary_search_by_key(&ticket, |waiting| waiting.ticket)
            .ok()
    }

    /// Whoever leaves wakes the one behind it, whose time may have come nearer than it knows; so
    /// a gap travels to the end of the queue by and by, not in one stroke for each.
    fn leave(&mut self, place: usize) -> Option<Waker> {
        self.waiting.remove(place);
        self.waiting.get_mut(place)?.waker.take()
    }
}

impl Told {
    /// Whether `other` asks for nothing more.
    fn implies(self, other: Self) -> bool {
        self.left <= other.left && self.until >= other.until
    }
}

/// When a request may go.
#[derive(Debug, Clone, Copy)]
pub(super) struct Next {
    pub(super) at: Duration,
    /// Whether that is because of what the server said.
    pub(super) is_told: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn seconds(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    fn per(requests: usize, period: u64) -> Schedule {
        Schedule::new(Some(Budget {
            requests,
            period: seconds(period),
        }))
    }

    fn ask(schedule: &mut Schedule, now: u64) -> u64 {
        let next = schedule.next(seconds(now));
        schedule.book(next)
    }

    /// When those who hold these tickets may go, in seconds.
    fn times(schedule: &mut Schedule, tickets: &[u64]) -> Vec<u64> {
        tickets
            .iter()
            .map(|ticket| {
                let place = schedule.place(*ticket).unwrap();
                schedule.waiting[place].at.as_secs()
            })
            .collect()
    }

    fn heed(schedule: &mut Schedule, remaining: u64, window: u64, now: u64) {
        schedule.heed(Quota::new(remaining, seconds(window)), seconds(now));
    }

    #[test]
    fn each_has_a_time_from_the_start_and_goes_at_it_whoever_else_has_not() {
        let mut schedule = per(2, 10);
        let tickets: Vec<_> = (0..5).map(|_| ask(&mut schedule, 1)).collect();
        assert_eq!(times(&mut schedule, &tickets), [1, 1, 11, 11, 21]);
        assert!(schedule.go(tickets[0], seconds(1)).is_ok());
        assert_eq!(
            schedule.go(tickets[4], seconds(20)).unwrap_err().at,
            seconds(21)
        );
        assert!(schedule.go(tickets[4], seconds(21)).is_ok());
    }

    #[test]
    fn what_goes_late_moves_the_others_in_their_order() {
        let mut schedule = per(1, 10);
        let tickets: Vec<_> = (0..4).map(|_| ask(&mut schedule, 0)).collect();
        assert!(schedule.go(tickets[0], seconds(0)).is_ok());
        assert!(schedule.go(tickets[1], seconds(35)).is_ok());
        assert_eq!(
            schedule.go(tickets[3], seconds(35)).unwrap_err().at,
            seconds(55)
        );
        assert_eq!(times(&mut schedule, &tickets[2..]), [45, 55]);
    }

    #[test]
    fn those_behind_a_gap_move_up() {
        let mut schedule = per(1, 10);
        let tickets: Vec<_> = (0..4).map(|_| ask(&mut schedule, 0)).collect();
        schedule.cancel(tickets[1]);
        schedule.next(seconds(0));
        assert_eq!(
            times(&mut schedule, &[tickets[0], tickets[2], tickets[3]]),
            [0, 10, 20]
        );
        assert_eq!(schedule.next(seconds(0)).at, seconds(30));
    }

    #[test]
    fn what_is_over_is_forgotten() {
        let mut schedule = per(3, 10);
        for now in 0..1000 {
            let ticket = ask(&mut schedule, now * 4);
            assert!(schedule.go(ticket, seconds(now * 4)).is_ok());
            heed(&mut schedule, 100 + now, 5, now * 4);
            assert!(schedule.gone.len() <= 3 && schedule.told.len() <= 2);
        }
        assert_eq!(schedule.waiting(), 0);
    }

    #[test]
    fn the_stricter_of_two_statements_holds_until_it_is_over() {
        let mut schedule = Schedule::default();
        heed(&mut schedule, 3, 10, 0);
        heed(&mut schedule, 1, 10, 0);
        heed(&mut schedule, 5, 60, 0);
        heed(&mut schedule, 7, 9, 0);
        let tickets: Vec<_> = (0..7).map(|_| ask(&mut schedule, 0)).collect();
        assert_eq!(times(&mut schedule, &tickets), [0, 10, 10, 10, 10, 60, 60]);
        // A later one that allows more changes nothing before its time.
        heed(&mut schedule, 100, 70, 5);
        assert_eq!(schedule.next(seconds(5)).at, seconds(60));
        assert_eq!(schedule.next(seconds(60)).at, seconds(60));
    }

    #[test]
    fn statements_are_not_hoarded() {
        let mut schedule = Schedule::default();
        for i in 0..100 {
            heed(&mut schedule, 1000 - i, 100 - i, 0);
            heed(&mut schedule, 1000 + i, 100 + i, 0);
        }
        assert_eq!(schedule.told.len(), MOST_TOLD);
        assert_eq!(schedule.told[0].left, 901);
    }
}
