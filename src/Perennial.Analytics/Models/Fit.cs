namespace Perennial.Analytics.Models;

/// <summary>What is to be said of a fit beside its numbers.</summary>
public enum FitWarning
{
    /// <summary>The data do not tell whether anybody leaves: without drop-out they are as likely.</summary>
    NoDropOutIdentifiable,

    /// <summary>The likelihood hardly changes along some direction: other parameters fit nearly as well.</summary>
    FlatLikelihood,

    /// <summary>A parameter ran to the end of what is looked at; the numbers are those of the end.</summary>
    BoundaryHit,

    /// <summary>The search ended before it could rest.</summary>
    NotConverged,

    /// <summary>Starts led to different maxima; the highest was taken.</summary>
    SeveralMaxima,

    /// <summary>q &lt; 1: the mean over all customers is infinite.</summary>
    NoFiniteMean,

    /// <summary>Those who buy more often spend more, or less, at a time: the model takes the two for independent.</summary>
    FrequencyAndValueCorrelate,
}

/// <summary>Why a model is not fitted.</summary>
public enum FitRefusal
{
    /// <summary>Fewer than <see cref="Fit.ReturnedMin"/> customers came back.</summary>
    TooFewReturned,

    /// <summary>There is nothing that differs: all on one day, all values equal.</summary>
    NoVariation,
}

/// <summary>A fit by maximum likelihood: where it is highest, and how sure that is.</summary>
/// <param name="Parameters">The parameters, in the model's order.</param>
/// <param name="StandardErrors">Theirs, from the curvature at the maximum; NaN where it has none.</param>
/// <param name="LogLikelihood">The log-likelihood there.</param>
public sealed record Fit(IReadOnlyList<double> Parameters, IReadOnlyList<double> StandardErrors, double LogLikelihood)
{
    /// <summary>Customers with x ≥ 1 without whom nothing is fitted.</summary>
    public const int ReturnedMin = 100;

    /// <summary>Customers it is of.</summary>
    public double Customers { get; init; }

    /// <summary>Largest derivative of the log-likelihood a customer by the logarithm of a parameter, at the end: 0 at a maximum.</summary>
    public double Gradient { get; init; }

    /// <summary>Starts that were tried.</summary>
    public int Starts { get; init; }

    /// <summary>Steps from the best start to the maximum.</summary>
    public int Iterations { get; init; }

    /// <summary>What is to be said of it.</summary>
    public IReadOnlyList<FitWarning> Warnings { get; init; } = [];
}
