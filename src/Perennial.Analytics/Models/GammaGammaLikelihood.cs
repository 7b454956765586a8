namespace Perennial.Analytics.Models;

/// <summary>
/// The likelihood of Gamma-Gamma (Fader, Hardie 2013, eq. 1a), of x days with the mean value z:
/// <code>
/// L = Γ(px+q)/(Γ(px) Γ(q)) v^q z^(px-1) x^(px) / (v + x z)^(px+q)
/// </code>
/// </summary>
internal sealed class GammaGammaLikelihood : Likelihood
{
    private const int P = 0;
    private const int Q = 1;
    private const int V = 2;
    private const int SampleCustomers = 512;

    private readonly int[] days;
    private readonly double[] values;
    private readonly double[] counts;
    private readonly double logOfAll;
    private readonly double powerOfAll;

    private GammaGammaLikelihood(int[] days, double[] values)
        : base(parameters: 3)
    {
        (this.days, this.values) = (days, values);
        counts = new double[days.Length == 0 ? 0 : days.Max() + 1];
        for (var i = 0; i < days.Length; i++)
        {
            counts[days[i]]++;
            logOfAll -= Math.Log(values[i]);
            powerOfAll += days[i] * (Math.Log(values[i]) + Math.Log(days[i]));
        }
    }

    public int Customers => days.Length;

    public double Mean => values.Average();

    /// <summary>Whether all spend the same, which no such model has.</summary>
    public bool AreEqual => values.Max() - values.Min() <= 1e-9 * values.Max();

    /// <summary>How frequency and value go together over customers, from -1 to 1; 0 where one of them is the same for all.</summary>
    public double Correlation
    {
        get
        {
            var (meanX, meanZ) = (days.Average(), Mean);
            var (xz, xx, zz) = (0.0, 0.0, 0.0);
            for (var i = 0; i < days.Length; i++)
            {
                var (x, z) = (days[i] - meanX, values[i] - meanZ);
                (xz, xx, zz) = (xz + (x * z), xx + (x * x), zz + (z * z));
            }

            return xx > 0 && zz > 0 ? xz / Math.Sqrt(xx * zz) : 0;
        }
    }

    /// <summary>The same of few customers.</summary>
    public GammaGammaLikelihood Sample()
    {
        var step = 1 + (days.Length / SampleCustomers);
        return step == 1 ? this : new GammaGammaLikelihood([.. days.Where((_, i) => i % step == 0)], [.. values.Where((_, i) => i % step == 0)]);
    }

    protected override int Rows => days.Length;

    public static GammaGammaLikelihood Of(ReadOnlySpan<int> x, ReadOnlySpan<double> value)
    {
        if (x.Length != value.Length)
        {
            throw new ArgumentException("The two are of different lengths.");
        }

        var (days, values) = (new List<int>(x.Length), new List<double>(x.Length));
        for (var i = 0; i < x.Length; i++)
        {
            if (!double.IsFinite(value[i]))
            {
                throw new ArgumentException($"{value[i]} is no value.");
            }

            if (x[i] > 0 && value[i] > 0)
            {
                days.Add(x[i]);
                values.Add(value[i]);
            }
        }

        return new GammaGammaLikelihood([.. days], [.. values]);
    }

    protected override void Prepare(double[] point)
    {
    }

    protected override double[] Block(double[] point, int from, int to)
    {
        var sums = new double[Numbers];
        var (p, q, v) = (point[P], point[Q], point[V]);
        for (var i = from; i < to; i++)
        {
            double x = days[i];
            var (all, shape) = (v + (x * values[i]), (p * x) + q);
            var (log, per) = (Math.Log(all), 1 / all);
            sums[0] -= shape * log;
            sums[1 + P] -= x * log;
            sums[1 + Q] -= log;
            sums[1 + V] -= shape * per;
            sums[Second(P, V)] -= x * per;
            sums[Second(Q, V)] -= per;
            sums[Second(V, V)] += shape * per * per;
        }

        return sums;
    }

    protected override double[] OfAll(double[] point)
    {
        var sums = new double[Numbers];
        var (p, q, v, n) = (point[P], point[Q], point[V], Customers);
        sums[0] = (n * ((q * Math.Log(v)) - GammaFunctions.Log(q))) + logOfAll + (p * powerOfAll);
        sums[1 + P] = powerOfAll;
        sums[1 + Q] = n * (Math.Log(v) - GammaFunctions.Digamma(q));
        sums[1 + V] = n * q / v;
        sums[Second(Q, Q)] = -n * GammaFunctions.Trigamma(q);
        sums[Second(Q, V)] = n / v;
        sums[Second(V, V)] = -n * q / (v * v);
        for (var x = 1; x < counts.Length; x++)
        {
            var (c, px) = (counts[x], p * x);
            if (c == 0)
            {
                continue;
            }

            sums[0] += c * (GammaFunctions.Log(px + q) - GammaFunctions.Log(px));
            var (psi, psiX, tri, triX) = (GammaFunctions.Digamma(px + q), GammaFunctions.Digamma(px), GammaFunctions.Trigamma(px + q),
                GammaFunctions.Trigamma(px));
            sums[1 + P] += c * x * (psi - psiX);
            sums[1 + Q] += c * psi;
            sums[Second(P, P)] += c * x * x * (tri - triX);
            sums[Second(P, Q)] += c * x * tri;
            sums[Second(Q, Q)] += c * tri;
        }

        return sums;
    }
}
