//! Welch's t-test, fed sample by sample (Welford).

/// Count, mean and sum of squared deviations of one class.
#[derive(Clone, Copy, Debug, Default)]
struct Class {
    count: f64,
    mean: f64,
    squares: f64,
}

impl Class {
    fn push(&mut self, value: f64) {
        self.count += 1.0;
        let before = value - self.mean;
        self.mean += before / self.count;
        self.squares += before * (value - self.mean);
    }

    /// The variance of the mean.
    fn variance_of_mean(&self) -> f64 {
        self.squares / (self.count - 1.0) / self.count
    }
}

/// Two classes whose means are compared.
#[derive(Clone, Copy, Debug, Default)]
pub struct Welch([Class; 2]);

/// What a test says.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Answer {
    /// The mean of the first class minus that of the second.
    pub difference: f64,
    /// The standard error of the difference.
    pub error: f64,
}

impl Answer {
    pub fn t(self) -> f64 {
        self.difference / self.error
    }

    /// The same in a larger unit.
    pub fn divided_by(self, unit: f64) -> Self {
        Self {
            difference: self.difference / unit,
            error: self.error / unit,
        }
    }
}

impl Welch {
    pub fn push(&mut self, class: usize, value: f64) {
        self.0[class].push(value);
    }

    /// `None` when a class has fewer than two samples: nothing can be said then.
    pub fn answer(&self) -> Option<Answer> {
        let [first, second] = self.0;
        let enough = first.count >= 2.0 && second.count >= 2.0;
        enough.then(|| Answer {
            difference: first.mean - second.mean,
            error: (first.variance_of_mean() + second.variance_of_mean()).sqrt(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(classes: [&[f64]; 2]) -> Option<Answer> {
        let mut welch = Welch::default();
        for (class, values) in classes.iter().enumerate() {
            values.iter().for_each(|&value| welch.push(class, value));
        }
        welch.answer()
    }

    #[test]
    fn agrees_with_a_sum_done_by_hand() {
        // Means 4 and 2; sample variances 4 and 1; so 4/3 + 1/3 under the root.
        let answer = answer([&[2.0, 4.0, 6.0], &[1.0, 2.0, 3.0]]).unwrap();
        assert!((answer.difference - 2.0).abs() < 1e-12);
        assert!((answer.t() - 2.0 / (5.0_f64 / 3.0).sqrt()).abs() < 1e-12);
    }

    #[test]
    fn the_sign_says_which_class_is_slower() {
        let [few, many] = [&[1.0, 2.0, 3.0][..], &[11.0, 12.0, 13.0, 14.0][..]];
        assert!(answer([few, many]).unwrap().t() < -4.5);
        assert!(answer([many, few]).unwrap().t() > 4.5);
        assert_eq!(answer([few, few]).unwrap().t(), 0.0);
    }

    #[test]
    fn says_nothing_of_a_single_sample() {
        assert_eq!(answer([&[1.0], &[1.0, 2.0]]), None);
        assert_eq!(answer([&[1.0, 2.0], &[]]), None);
    }
}
