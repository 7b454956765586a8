global using CsCheck;
global using NodaTime;
global using Shouldly;
global using Xunit;
