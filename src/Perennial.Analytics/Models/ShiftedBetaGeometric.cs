namespace Perennial.Analytics.Models;

/// <summary>
/// sBG, for contracts and subscriptions: at the end of each term a customer leaves with her own chance, which is beta(α, β) over
/// customers. Fader, Hardie (2007), How to project customer retention, Journal of Interactive Marketing 21(1).
/// </summary>
/// <param name="Alpha">α.</param>
/// <param name="Beta">β.</param>
public sealed record ShiftedBetaGeometric(double Alpha, double Beta)
{
    /// <summary>Customers that ended a contract without whom nothing is fitted.</summary>
    public const int LeftMin = 10;

    /// <summary>Fits it by maximum likelihood (eq. B3).</summary>
    /// <param name="left">Customers that left at the end of their first, second, … term.</param>
    /// <param name="stayed">Customers of whom no more is known than that they stayed for one, two, … terms.</param>
    /// <param name="fit">What is to be said of it.</param>
    /// <param name="refusal">Why it is not fitted; null where it is.</param>
    /// <exception cref="ArgumentException">A count is below 0.</exception>
    public static ShiftedBetaGeometric? TryFit(ReadOnlySpan<long> left, ReadOnlySpan<long> stayed, out Fit? fit, out FitRefusal? refusal)
    {
        var terms = new TermsLikelihood(left, stayed);
        fit = null;
        refusal = terms.Left < LeftMin ? FitRefusal.TooFewReturned : terms.Stayed == 0 ? FitRefusal.NoVariation : null;
        if (refusal is not null)
        {
            return null;
        }

        var tried = new[] { (1.0, 1.0), (0.5, 2.0), (3.0, 10.0), (0.1, 0.5), (10.0, 5.0) }
            .Select(s => Maximizer.Climb(terms, [s.Item1, s.Item2])).Where(m => double.IsFinite(m.Value)).OrderByDescending(m => m.Value).ToList();
        var best = tried[0];
        var errors = Maximizer.StandardErrors(terms, best.Point);
        fit = new Fit(best.Point, errors, best.Value)
        {
            Customers = terms.Left + terms.StayedOnly, Gradient = best.Gradient / (terms.Left + terms.StayedOnly), Starts = tried.Count,
            Iterations = best.Iterations, Warnings = FitSearch.Warnings(best, tried, errors),
        };
        return new ShiftedBetaGeometric(best.Point[0], best.Point[1]);
    }

    /// <summary>Of those who are there at the beginning of a term, the share that is there after it (eq. 8).</summary>
    /// <param name="term">1 for the first.</param>
    public double Retention(int term) => (Beta + term - 1) / (Alpha + Beta + term - 1);

    /// <summary>Of all who began, the share that is there after so many terms (eq. 6).</summary>
    /// <param name="terms">How many; 0 gives 1.</param>
    public double Survival(int terms)
    {
        var log = 0.0;
        for (var term = 1; term <= terms; term++)
        {
            log += Math.Log(Retention(term));
        }

        return Math.Exp(log);
    }

    // ln S(t) = Σ ln (β+i)/(α+β+i) over i < t; who leaves at t stayed for t-1 and then did not: α/(α+β+t-1).
    private sealed class TermsLikelihood : Likelihood
    {
        private readonly double[] left;
        private readonly double[] renewed;

        public TermsLikelihood(ReadOnlySpan<long> left, ReadOnlySpan<long> stayed)
            : base(parameters: 2)
        {
            var terms = Math.Max(left.Length, stayed.Length);
            (this.left, renewed) = (new double[terms], new double[terms]);
            var there = 0.0;
            for (var i = terms - 1; i >= 0; i--)
            {
                var (gone, stays) = (i < left.Length ? left[i] : 0, i < stayed.Length ? stayed[i] : 0);
                if (gone < 0 || stays < 0)
                {
                    throw new ArgumentException("A count is below 0.");
                }

                there += stays;
                (this.left[i], renewed[i]) = (gone, there);
                there += gone;
                (Left, StayedOnly) = (Left + gone, StayedOnly + stays);
            }
        }

        public double Left { get; }

        public double StayedOnly { get; }

        /// <summary>Renewals of all.</summary>
        public double Stayed => renewed.Sum();

        protected override int Rows => 0;

        protected override void Prepare(double[] point)
        {
        }

        protected override double[] Block(double[] point, int from, int to) => new double[Numbers];

        protected override double[] OfAll(double[] point)
        {
            var sums = new double[Numbers];
            var (alpha, beta) = (point[0], point[1]);
            for (var i = 0; i < left.Length; i++)
            {
                var (gone, stays, stay, all) = (left[i], renewed[i], beta + i, alpha + beta + i);
                sums[0] += (gone * Math.Log(alpha / all)) + (stays * Math.Log(stay / all));
                sums[1] += (gone / alpha) - ((gone + stays) / all);
                sums[2] += (stays / stay) - ((gone + stays) / all);
                var both = (gone + stays) / (all * all);
                sums[Second(0, 0)] += both - (gone / (alpha * alpha));
                sums[Second(0, 1)] += both;
                sums[Second(1, 1)] += both - (stays / (stay * stay));
            }

            return sums;
        }
    }
}
