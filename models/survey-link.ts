export { newToken as newSurveyToken, tokenHash as surveyTokenHash } from './secret-token.js';
