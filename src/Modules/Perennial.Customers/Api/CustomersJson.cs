using System.Text.Json.Serialization;
using Perennial.Kernel.Http;

namespace Perennial.Customers.Api;

[JsonSerializable(typeof(CustomerBody))]
[JsonSerializable(typeof(CustomerWritten))]
[JsonSerializable(typeof(CreateCustomerRequest))]
[JsonSerializable(typeof(ChangeCustomerRequest))]
[JsonSerializable(typeof(SearchCustomersRequest))]
[JsonSerializable(typeof(FoundCustomers))]
[JsonSerializable(typeof(IdentifierGiven))]
[JsonSerializable(typeof(TimelineBody))]
[JsonSerializable(typeof(NoteRequest))]
[JsonSerializable(typeof(NoteWritten))]
[JsonSerializable(typeof(MergeWithRequest))]
[JsonSerializable(typeof(MergeBody))]
[JsonSerializable(typeof(UndoneMergeBody))]
[JsonSerializable(typeof(DuplicatesBody))]
[JsonSerializable(typeof(DismissDuplicateRequest))]
[JsonSerializable(typeof(ConsentRequest))]
[JsonSerializable(typeof(ConsentsRequest))]
[JsonSerializable(typeof(ConsentWritten))]
[JsonSerializable(typeof(ConsentsWritten))]
[JsonSerializable(typeof(ConsentsBody))]
[JsonSerializable(typeof(ConsentTextRequest))]
[JsonSerializable(typeof(ConsentTextWritten))]
[JsonSerializable(typeof(ConsentTextBody))]
[JsonSerializable(typeof(ConsentVerification))]
[JsonSerializable(typeof(SuppressRequest))]
[JsonSerializable(typeof(SuppressionAddress))]
[JsonSerializable(typeof(CheckSuppressionsRequest))]
[JsonSerializable(typeof(CheckedSuppressions))]
[JsonSerializable(typeof(ErasedBody))]
internal sealed partial class CustomersJson : JsonSerializerContext
{
    /// <summary>The module's types, read and written as the interface does.</summary>
    public static CustomersJson Api { get; } = new(Json.Reading());
}
