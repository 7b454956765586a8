namespace Perennial.Analytics.Models;

/// <summary>A day on which something happened to somebody.</summary>
/// <param name="Day">Days from the beginning.</param>
/// <param name="AtRisk">To whom it could still happen.</param>
/// <param name="Happened">To whom it happened.</param>
/// <param name="Share">The share to whom it has not happened by the end of the day, in [0, 1].</param>
/// <param name="Lower">Lower end of its interval of 95 %.</param>
/// <param name="Upper">Upper end.</param>
public sealed record SurvivalStep(int Day, double AtRisk, double Happened, double Share, double Lower, double Upper);

/// <summary>
/// How long it takes until something happens, of people some of whom it has not happened to yet: they count for as long as they were
/// observed. Kaplan, Meier (1958); variance by Greenwood, interval on the scale of ln(-ln S) (Kalbfleisch, Prentice 2002), so that it stays
/// in [0, 1].
/// </summary>
public sealed class KaplanMeier
{
    private const double Quantile = 1.959963984540054;
    private const double Rounding = 1e-12;

    private KaplanMeier(IReadOnlyList<SurvivalStep> steps, double people)
    {
        (Steps, People) = (steps, people);
    }

    /// <summary>Days on which it happened, in order.</summary>
    public IReadOnlyList<SurvivalStep> Steps { get; }

    /// <summary>All people.</summary>
    public double People { get; }

    /// <summary>Days after which it has happened to half of them; null where it is not known to have.</summary>
    public int? Median => DayOf(0.5);

    /// <summary>Makes it of counts a day.</summary>
    /// <param name="happened">People to whom it happened d days after their beginning, at [d].</param>
    /// <param name="lostSight">People last seen on day d to whom it had not happened, at [d]; they are at risk on that day.</param>
    /// <exception cref="ArgumentException">The two are not of one length, or a count is below 0.</exception>
    public static KaplanMeier Of(ReadOnlySpan<long> happened, ReadOnlySpan<long> lostSight)
    {
        if (happened.Length != lostSight.Length)
        {
            throw new ArgumentException("The two are of different lengths.");
        }

        long people = 0;
        for (var d = 0; d < happened.Length; d++)
        {
            if (happened[d] < 0 || lostSight[d] < 0)
            {
                throw new ArgumentException($"A count of day {d} is below 0.");
            }

            people += happened[d] + lostSight[d];
        }

        var steps = new List<SurvivalStep>();
        var (risk, share, variance) = (people, 1.0, 0.0);
        for (var d = 0; d < happened.Length; d++)
        {
            if (happened[d] > 0)
            {
                share *= (double)(risk - happened[d]) / risk;
                variance += risk == happened[d] ? 0 : (double)happened[d] / ((double)risk * (risk - happened[d]));
                var (lower, upper) = Interval(share, variance);
                steps.Add(new SurvivalStep(d, risk, happened[d], share, lower, upper));
            }

            risk -= happened[d] + lostSight[d];
        }

        return new KaplanMeier(steps, people);
    }

    /// <summary>The share to whom it has not happened by the end of a day.</summary>
    public double After(int day) => Steps.LastOrDefault(s => s.Day <= day)?.Share ?? 1;

    /// <summary>The first day by whose end the share is no more than that; null where it never is.</summary>
    public int? DayOf(double share) => Steps.FirstOrDefault(s => s.Share <= share + Rounding)?.Day;

    private static (double Lower, double Upper) Interval(double share, double variance)
    {
        if (share is <= 0 or >= 1)
        {
            return (share, share);
        }

        var log = Math.Log(share);
        var width = Math.Exp(Quantile * Math.Sqrt(variance) / Math.Abs(log));
        return (Math.Exp(log * width), Math.Exp(log / width));
    }
}
