using Perennial.Commerce.Contract;

namespace Perennial.Insights.Contract;

/// <summary>What customers came by: a value of a dimension of what they bought on their first buying day.</summary>
/// <param name="By">The dimension.</param>
/// <param name="Value">The value; empty where it is blank.</param>
public sealed record FirstValue(OrderField By, string Value);
